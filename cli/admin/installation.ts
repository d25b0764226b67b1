import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { socketPath } from "@/cli/supervise/address";
import { type Home, openHome, secret } from "@/cli/supervise/home";
import { runningAddress } from "@/cli/supervise/lock";
import { whyUnreachable } from "@/cli/supervise/ports";
import { configuration } from "@/lib/env";
import { SetupError } from "@/lib/errors";

const ANSWER_WITHIN_MS = 5_000;

/** Where the local database of a running installation is; nothing where it runs none. */
function embedded(home: Home): Record<string, string> {
  const port = join(home.neo4j, "port");
  return runningAddress(home) && existsSync(port)
    ? {
        NEO4J_URI: `bolt://127.0.0.1:${readFileSync(port, "utf8")}`,
        NEO4J_USER: "neo4j",
        NEO4J_PASSWORD: secret(join(home.secrets, "neo4j-password")),
        NEO4J_DATABASE: "neo4j",
      }
    : {};
}

/**
 * Points this process at the database and the key process of the app that runs on this state directory: commands of the
 * operator work there directly. Says what to do where there is none.
 */
export async function findInstallation(): Promise<void> {
  const home = openHome();
  process.env.PEDIGREE_SIGNER ||= socketPath(home);
  if (!process.env.NEO4J_URI) {
    Object.assign(process.env, embedded(home));
  }
  const { neo4j, signerSocket } = configuration();
  if (!neo4j.uri) {
    throw new SetupError(
      `No app runs on ${home.path}, and NEO4J_URI is not set.`,
      "Run `npm start` first; or set the environment that it has.",
    );
  }
  const why = await whyUnreachable({ path: signerSocket }, ANSWER_WITHIN_MS);
  if (why) {
    throw new SetupError(
      `The key process does not answer at ${signerSocket}: ${why}.`,
      "Run `npm start` beside it, with the same PEDIGREE_HOME, PEDIGREE_SIGNER and NEO4J_ variables.",
    );
  }
}
