import { resolve } from "node:path";
import type { RetentionClass } from "@/graph-schema/privacy";
import { readReports, type Schedule } from "./env/reports";
import { readSecurityTxt, type SecurityTxt } from "./env/security-txt";
import { readSignIn, type SignInConfiguration } from "./env/sign-in";
import type { BucketPlace, Recipient, ReconciliationConfiguration, ReferenceRoots, Witness } from "./env/values";
import { Variables } from "./env/variables";
import { SetupError } from "./errors";
import { withoutEndSlashes } from "./slashes";

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
  /** The bucket of the log's files; undefined where they are in `home`. */
  readonly logBucket: BucketPlace | undefined;
  readonly artifacts: ArtifactConfiguration;
  /** An S3 server that is not Amazon's. */
  readonly s3Endpoint: string | undefined;
  readonly anchors: AnchorConfiguration;
  readonly alerts: AlertConfiguration;
  readonly reconciliation: ReconciliationConfiguration;
  /** For how many days what is kept beside the envelopes stays, by class. */
  readonly retention: Readonly<Record<RetentionClass, number>>;
  /** By what documents that leave are signed; undefined where they are not. */
  readonly documents: DocumentSigner | undefined;
  /** The token with which the runner of reproductions that `npm start` starts asks for work. */
  readonly runnerToken: string | undefined;
  readonly signIn: SignInConfiguration;
  /** The dossiers that are made again and again. */
  readonly reports: readonly Schedule[];
  /** What security.txt says; undefined where there is none. */
  readonly security: SecurityTxt | undefined;
}

/** The files with the key that signs documents and its certificates, and what opens the key. */
export interface DocumentSigner {
  readonly certificate: string;
  readonly key: string;
  readonly passphrase: string | undefined;
}

/** Who is told of findings. */
export interface AlertConfiguration {
  readonly webhooks: readonly Recipient[];
  /** By which the messages to webhooks are signed (Standard Webhooks). */
  readonly secret: string;
  readonly mailboxes: readonly Recipient[];
  /** The server that takes the mail, with user and password where it wants them, and whose mail it is. */
  readonly smtp: { readonly url: string; readonly from: string };
}

/** Where the bytes of artifacts are, and which bytes elsewhere may be read to be verified. */
export interface ArtifactConfiguration {
  /** The bucket of the blobs; undefined where they are in `home`. */
  readonly bucket: BucketPlace | undefined;
  /** For how many days from its upload nobody can delete a blob (Object Lock, mode COMPLIANCE); 0 for none. */
  readonly lockDays: number;
  /** After how many days without a new part an upload is forgotten. */
  readonly uploadDays: number;
  readonly references: ReferenceRoots & { readonly arePrivateAddressesAllowed: boolean };
}

/** Who outside of this installation keeps its checkpoints. */
export interface AnchorConfiguration {
  readonly witnesses: readonly Witness[];
  /** How many witnesses must cosign a checkpoint before it is published. */
  readonly quorum: number;
  readonly copies: { readonly place: BucketPlace; readonly days: number } | undefined;
  /** The time-stamping authority (RFC 3161). */
  readonly tsaUrl: string | undefined;
}

/** Reads the configuration from `env`; a wrong value is a {@link SetupError} that names the variable. */
export function parseEnv(env: Record<string, string | undefined>): Configuration {
  const parsed = Variables.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
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
    publicUrl: withoutEndSlashes(e.PUBLIC_URL ?? `http://localhost:${e.PORT}`),
    home,
    signerSocket: resolve(/* turbopackIgnore: true */ e.PEDIGREE_SIGNER ?? `${home}/run/signer.sock`),
    kek: e.PEDIGREE_KEK,
    isEmbedded: e.PEDIGREE_EMBEDDED === "1",
    isBehindProxy: e.PEDIGREE_BEHIND_PROXY === "1",
    guard: e.PEDIGREE_GUARD,
    logBucket: e.PEDIGREE_LOG,
    artifacts: {
      bucket: e.PEDIGREE_ARTIFACTS,
      lockDays: e.PEDIGREE_ARTIFACT_LOCK_DAYS,
      uploadDays: e.PEDIGREE_UPLOAD_DAYS,
      references: {
        ...e.PEDIGREE_REFERENCE_ROOTS,
        arePrivateAddressesAllowed: e.PEDIGREE_REFERENCE_PRIVATE_ADDRESSES === "1",
      },
    },
    s3Endpoint: e.PEDIGREE_S3_ENDPOINT,
    anchors: {
      witnesses: e.PEDIGREE_WITNESSES,
      quorum: e.PEDIGREE_WITNESS_QUORUM,
      copies: e.PEDIGREE_CHECKPOINT_COPIES && {
        place: e.PEDIGREE_CHECKPOINT_COPIES,
        days: e.PEDIGREE_CHECKPOINT_COPY_DAYS,
      },
      tsaUrl: e.PEDIGREE_TSA_URL,
    },
    runnerToken: e.PEDIGREE_RUNNER_TOKEN,
    signIn: readSignIn(e.PEDIGREE_SIGN_IN, env),
    reports: readReports(e.PEDIGREE_REPORTS),
    security: readSecurityTxt(e),
    reconciliation: {
      cron: e.PEDIGREE_RECONCILE_CRON,
      zone: e.PEDIGREE_RECONCILE_ZONE,
      days: e.PEDIGREE_RECONCILE_DAYS,
      megabytesPerSecond: e.PEDIGREE_RECONCILE_MB_PER_SECOND,
    },
    retention: e.PEDIGREE_RETENTION,
    documents:
      e.PEDIGREE_PDF_CERTIFICATE === undefined || e.PEDIGREE_PDF_KEY === undefined
        ? undefined
        : {
            certificate: resolve(/* turbopackIgnore: true */ e.PEDIGREE_PDF_CERTIFICATE),
            key: resolve(/* turbopackIgnore: true */ e.PEDIGREE_PDF_KEY),
            passphrase: e.PEDIGREE_PDF_PASSPHRASE,
          },
    alerts: {
      webhooks: e.PEDIGREE_ALERT_WEBHOOKS,
      secret: e.PEDIGREE_ALERT_SECRET ?? "",
      mailboxes: e.PEDIGREE_ALERT_EMAILS,
      smtp: { url: e.PEDIGREE_SMTP_URL ?? "", from: e.PEDIGREE_ALERT_FROM ?? "" },
    },
  };
}

let current: Configuration | undefined;

/** The configuration of this process. */
export function configuration(): Configuration {
  current ??= parseEnv(process.env);
  return current;
}
