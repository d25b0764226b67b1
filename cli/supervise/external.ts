import { z } from "zod";
import { SetupError } from "@/lib/errors";
import { autocommit } from "@/lib/graph/session";
import { whyUnreachable } from "./ports";

const ANSWER_WITHIN_MS = 5_000;
const BOLT_PORT = 7687;

// Dynamic labels and types in Cypher came with 5.26; after 5 the versions are years.
const OLDEST = [5, 26] as const;
const YEARS_FROM = 2025;

const Components = z.array(z.object({ name: z.string(), versions: z.array(z.string()), edition: z.string() }));

interface Connection {
  readonly uri: string;
  readonly user: string;
  readonly database: string;
}

/** What to do about the codes that people meet when they connect for the first time. */
const REMEDIES: Readonly<Record<string, (to: Connection) => [message: string, remedy: string]>> = {
  "Neo.ClientError.Security.Unauthorized": ({ uri, user }) => [
    `${uri} refuses the user ${user} with this password.`,
    "Correct NEO4J_USER and NEO4J_PASSWORD.",
  ],
  "Neo.ClientError.Security.AuthenticationRateLimit": ({ uri }) => [
    `${uri} has seen too many wrong passwords and lets nobody in for a moment.`,
    "Correct NEO4J_PASSWORD, wait five seconds and start again.",
  ],
  "Neo.ClientError.Security.CredentialsExpired": ({ user }) => [
    `The password of ${user} must be changed before it can be used.`,
    "Run `ALTER CURRENT USER SET PASSWORD FROM 'old' TO 'new'` on the database `system` and set NEO4J_PASSWORD to the new one.",
  ],
  "Neo.ClientError.Database.DatabaseNotFound": ({ uri, database }) => [
    `${uri} has no database ${database}.`,
    "Create it or correct NEO4J_DATABASE.",
  ],
};

function unreachable(uri: string, why: string): SetupError {
  return new SetupError(
    `No Neo4j answers at ${uri}: ${why}.`,
    "Start it, or correct NEO4J_URI. Without NEO4J_URI, `npm start` runs a database of its own.",
  );
}

function explain(error: unknown, to: Connection): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [message, remedy] = REMEDIES[code]?.(to) ?? [];
  if (message && remedy) {
    return new SetupError(message, remedy);
  }
  return code === "ServiceUnavailable" || code === "SessionExpired"
    ? unreachable(to.uri, error instanceof Error ? error.message : code)
    : error;
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= YEARS_FROM || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Makes sure that a Neo4j which we can use answers there and lets us in; says what to do where not. */
export async function checkExternal(to: Connection): Promise<string> {
  const { hostname, port } = new URL(to.uri);
  const host = hostname.replace(/^\[|\]$/g, "");
  const why = await whyUnreachable({ host, port: Number(port) || BOLT_PORT }, ANSWER_WITHIN_MS);
  if (why) {
    throw unreachable(to.uri, why);
  }
  const answer = await autocommit("CALL dbms.components() YIELD name, versions, edition").catch((error: unknown) => {
    throw explain(error, to);
  });
  const kernel = Components.parse(answer).find(({ name }) => name === "Neo4j Kernel");
  const version = kernel?.versions[0] ?? "of an unknown version";
  if (!isRecent(version)) {
    throw new SetupError(
      `${to.uri} is Neo4j ${version}; Pedigree needs ${OLDEST.join(".")} or later.`,
      "Upgrade it, or unset NEO4J_URI to use the database that Pedigree brings along.",
    );
  }
  return `Neo4j ${version} ${kernel?.edition ?? ""} at ${to.uri}`;
}
