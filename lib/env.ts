import { resolve } from "node:path";
import { z } from "zod";
import { SetupError } from "./errors";

const Env = z.object({
  NEO4J_URI: z
    .string()
    .regex(/^(bolt|neo4j)(\+s|\+ssc)?:\/\//, "must begin with bolt:// or neo4j:// (+s, +ssc)")
    .optional(),
  NEO4J_USER: z.string().min(1).default("neo4j"),
  NEO4J_PASSWORD: z.string().min(1).optional(),
  NEO4J_DATABASE: z.string().min(1).default("neo4j"),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  LISTEN_ADDRESS: z
    .union([z.ipv4(), z.ipv6(), z.literal("localhost")], "must be an IP address of this machine")
    .default("127.0.0.1"),
  PUBLIC_URL: z.url().optional(),
  PEDIGREE_HOME: z.string().min(1).default(".pedigree"),
  PEDIGREE_SIGNER: z.string().min(1).optional(),
  PEDIGREE_KEK: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hex digits (32 bytes)")
    .optional(),
  PEDIGREE_EMBEDDED: z.enum(["0", "1"]).default("0"),
  PEDIGREE_BEHIND_PROXY: z.enum(["0", "1"]).default("0"),
  PEDIGREE_GUARD: z.enum(["enforced", "absent"]).default("absent"),
});

/** The configuration of this process, parsed once. Paths are absolute, `publicUrl` has no slash at its end. */
export interface Configuration {
  readonly neo4j: { readonly uri: string; readonly user: string; readonly password: string; readonly database: string };
  readonly port: number;
  /** The address of this machine on which the app listens: loopback unless somebody means to open it. */
  readonly listenAddress: string;
  readonly publicUrl: string;
  readonly home: string;
  readonly signerSocket: string;
  readonly kek: string | undefined;
  readonly isEmbedded: boolean;
  /** Does a proxy of ours stand before the app, whose X-Forwarded-For can be believed? */
  readonly isBehindProxy: boolean;
  readonly guard: "enforced" | "absent";
}

/** Reads the configuration from `env`; a wrong value is a {@link SetupError} that names the variable. */
export function parseEnv(env: Record<string, string | undefined>): Configuration {
  const parsed = Env.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ");
    throw new SetupError(`The configuration is wrong: ${wrong}`, "Correct the variable; .env.example explains each.");
  }
  const e = parsed.data;
  // The bundler would take a path that it cannot foresee for a reason to ship every file of the clone.
  const home = resolve(/* turbopackIgnore: true */ e.PEDIGREE_HOME);
  return {
    neo4j: {
      uri: e.NEO4J_URI ?? "",
      user: e.NEO4J_USER,
      password: e.NEO4J_PASSWORD ?? "",
      database: e.NEO4J_DATABASE,
    },
    port: e.PORT,
    listenAddress: e.LISTEN_ADDRESS,
    publicUrl: (e.PUBLIC_URL ?? `http://localhost:${e.PORT}`).replace(/\/+$/, ""),
    home,
    signerSocket: resolve(/* turbopackIgnore: true */ e.PEDIGREE_SIGNER ?? `${home}/run/signer.sock`),
    kek: e.PEDIGREE_KEK,
    isEmbedded: e.PEDIGREE_EMBEDDED === "1",
    isBehindProxy: e.PEDIGREE_BEHIND_PROXY === "1",
    guard: e.PEDIGREE_GUARD,
  };
}

let current: Configuration | undefined;

/** The configuration of this process. */
export function configuration(): Configuration {
  current ??= parseEnv(process.env);
  return current;
}
