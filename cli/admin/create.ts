import { socketPath } from "@/cli/supervise/address";
import { openHome } from "@/cli/supervise/home";
import { whyUnreachable } from "@/cli/supervise/ports";
import { CreateAccountBody } from "@/lib/contract/identity";
import { sayReason } from "@/lib/contract/reasons";
import { configuration } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { administratorExists, enrol } from "@/lib/identity/enrol";

const ANSWER_WITHIN_MS = 5_000;

/** Finds the database and the key process of the app that runs on this state directory. */
async function findInstallation(): Promise<void> {
  process.env.PEDIGREE_SIGNER ||= socketPath(openHome());
  const { neo4j, signerSocket } = configuration();
  if (!neo4j.uri) {
    throw new SetupError(
      "NEO4J_URI is not set, and the local database has an administrator from its first start on.",
      "Sign in as root.admin of the sample and make the account, or set the environment that `npm start` has.",
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

function usernameOf(given: string): string {
  const parsed = CreateAccountBody.shape.username.safeParse(given);
  if (!parsed.success) {
    throw new SetupError(
      `${given} is no user name.`,
      `It must be ${parsed.error.issues.map(({ message }) => message).join("; ")}.`,
    );
  }
  return parsed.data;
}

/**
 * Makes the first administrator, on record as an act of Pedigree itself: nobody else is there yet. `askPassword` is
 * asked only where there is none. Whether that is so is judged again in the transaction that enrols.
 */
export async function createFirstAdministrator(
  given: { readonly username: string; readonly displayName?: string | undefined },
  askPassword: () => Promise<string>,
): Promise<void> {
  const username = usernameOf(given.username);
  await findInstallation();
  if (await read(administratorExists)) {
    throw new SetupError(
      "There is an administrator already; this command makes the first one only.",
      "Let them make the account (POST /api/v1/accounts).",
    );
  }
  const password = await askPassword();
  await ensureSystemAccounts();
  const result = await enrol({
    username,
    displayName: given.displayName ?? username,
    kind: "user",
    roles: ["admin"],
    password,
    isPasswordKept: true,
    isFirstAdministrator: true,
    by: await builtInActor("system"),
    now: Date.now(),
  });
  if (result.outcome === "refused") {
    throw new SetupError(
      `${username} was not made: ${result.reasons.map(sayReason).join(" ")}`,
      `The attempt is on record as ${result.recorded.id}.`,
    );
  }
  console.log(
    `${username} is an administrator, on record as ${result.recorded.id}. Sign in at ${configuration().publicUrl}`,
  );
}
