import { z } from "zod";
import { ProjectId } from "@/graph-schema/names";
import { Role, TokenScope } from "@/lib/contract/identity";
import { ProviderId } from "@/lib/contract/sign-in";
import { ConfigurationFile } from "./file";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** An address that nobody on the way can read or change: https, or a machine's own. */
const Issuer = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => !URL.canParse(text) || new URL(text).protocol === "https:" || LOOPBACK.test(new URL(text).hostname),
    "must begin with https://, except on this machine",
  );

/** What members of a group of the provider may do here. Rights within some projects only would be a further field. */
const GroupRoles = z.strictObject({
  group: z.string().min(1),
  roles: z.array(Role.exclude(["service"])).min(1),
});

const ProviderEntry = z
  .strictObject({
    id: ProviderId,
    name: z.string().min(1).max(80),
    issuer: Issuer,
    clientId: z.string().min(1),
    clientSecretFile: z.string().min(1).optional(),
    clientSecretVariable: z.string().min(1).optional(),
    scopes: z.array(z.string().regex(/^\S+$/)).default(["openid", "profile"]),
    groupsClaim: z.string().min(1).default("groups"),
    groups: z.array(GroupRoles).min(1),
    enrolsUnknown: z.boolean().default(false),
  })
  .refine(({ scopes }) => scopes.includes("openid"), { path: ["scopes"], message: "must hold openid" })
  .refine((entry) => (entry.clientSecretFile === undefined) !== (entry.clientSecretVariable === undefined), {
    path: ["clientSecretFile"],
    message: "or clientSecretVariable must say where the client's secret is, and only one of them",
  });

/** A job of a CI system: by whose signature, for whom, and which claims make it the service that it asks to be. */
const Workload = z.strictObject({
  id: ProviderId,
  issuer: Issuer,
  audience: z.string().min(1),
  claims: z.record(z.string().min(1), z.string().min(1)).refine((claims) => Object.keys(claims).length > 0, {
    message: "must hold one claim at least, or every job of the issuer would be the service",
  }),
  service: z.string().min(1),
  scopes: z.array(TokenScope).min(1),
  projects: z.array(ProjectId).min(1).optional(),
  minutes: z.int().min(1).max(60).default(15),
});
export type Workload = z.infer<typeof Workload>;

const SignInFile = z
  .strictObject({
    providers: z.array(ProviderEntry).max(20).default([]),
    workloads: z.array(Workload).max(100).default([]),
  })
  .refine(({ providers }) => new Set(providers.map(({ id }) => id)).size === providers.length, {
    path: ["providers"],
    message: "must have an id each of their own",
  });

type Entry = z.infer<typeof ProviderEntry>;

/** An OpenID provider of the organisation, by which people sign in. */
export interface Provider extends Omit<Entry, "clientSecretFile" | "clientSecretVariable"> {
  readonly clientSecret: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const FILE = new ConfigurationFile("PEDIGREE_SIGN_IN");

function secretOf({ id, clientSecretFile, clientSecretVariable }: Entry, env: Env): string {
  const secret =
    clientSecretFile === undefined
      ? env[clientSecretVariable ?? ""]
      : FILE.textOf(clientSecretFile, `the client's secret of ${id}`);
  if (!secret?.trim()) {
    throw FILE.wrong(`the client's secret of ${id} is empty: ${clientSecretFile ?? clientSecretVariable}`);
  }
  return secret.trim();
}

/** Who may come in by what others say of them. */
export interface SignInConfiguration {
  /** By which people sign in who have no password here. */
  readonly providers: readonly Provider[];
  /** The jobs of CI systems that get a short-lived token of a service. */
  readonly workloads: readonly Workload[];
}

/** What the file at `path` says, each provider with its secret; anything wrong is a SetupError. */
export function readSignIn(path: string | undefined, env: Env): SignInConfiguration {
  if (path === undefined) {
    return { providers: [], workloads: [] };
  }
  const file = FILE.read(path, SignInFile);
  const providers = file.providers.map((entry) => {
    const { clientSecretFile: _file, clientSecretVariable: _variable, ...provider } = entry;
    return { ...provider, clientSecret: secretOf(entry, env) };
  });
  return { ...file, providers };
}
