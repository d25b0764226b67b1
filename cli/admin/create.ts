import { CreateAccountBody } from "@/lib/contract/identity";
import { sayReason } from "@/lib/contract/reasons";
import { configuration } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { read } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { administratorExists, enrol } from "@/lib/identity/enrol";
import { findInstallation } from "./installation";

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
