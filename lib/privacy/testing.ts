import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "@/lib/contract/identity";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor, type Caller } from "@/lib/identity/caller";
import { enrol } from "@/lib/identity/enrol";
import { signIn } from "@/lib/identity/sign-in";
import { round } from "@/lib/log/integrator";
import type { LogStorage } from "@/lib/log/storage";
import { verifyLog } from "@/lib/log/verification";
import { wrongRowsBeside } from "./wrong-rows";

const PASSWORD = "turquoise-anvil-sings-42";
const DAY_MS = 86_400_000;

/** For tests: a time by which no window that law demands runs any more. */
export function laterOn(): number {
  return Date.now() + 200 * DAY_MS;
}

/** For tests: somebody with these names, signed in. */
export async function someone(username: string, displayName: string, ...roles: Role[]): Promise<Caller> {
  await ensureSystemAccounts();
  const by = await builtInActor("system");
  const names = { username, displayName, kind: "user" as const, roles, password: PASSWORD };
  await enrol({ ...names, by, now: Date.now() });
  return signedInAs(username);
}

/** For tests: whoever has this user name, signed in. */
export async function signedInAs(username: string): Promise<Caller> {
  const attempt = { username, password: PASSWORD, address: "192.0.2.7", agent: null, previous: null, now: Date.now() };
  const signedIn = await signIn(attempt);
  if (signedIn.outcome === "refused") {
    throw new Error(`${username} cannot sign in`);
  }
  return signedIn.caller;
}

/** For tests: gives everything that waits its place in the log. */
export async function integrated(storage: LogStorage): Promise<void> {
  for (let done = await round(storage, "me"); done && done.added > 0; done = await round(storage, "me")) {
    // On to the next batch.
  }
}

/** For tests: what a verification with a replay finds, and how many parts it meets that are gone by the record's own word. */
export async function verified(storage: LogStorage): Promise<{ readonly found: string[]; readonly redacted: number }> {
  let redacted = 0;
  const breaches = await verifyLog(storage, {
    isReplayed: true,
    onProgress: () => undefined,
    onRedacted(parts) {
      redacted = parts;
    },
    rows: wrongRowsBeside,
  });
  return { found: breaches.map(({ kind, detail }) => `${kind}: ${detail}`), redacted };
}

/** For tests: the files below `folder` in which one of `texts` stands in the clear, in either of the encodings that are in use. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  const wanted = texts.flatMap((text) => [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")]);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return wanted.some((text) => bytes.includes(text));
    });
}
