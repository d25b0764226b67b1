import { z } from "zod";
import type { Pseudonym } from "@/graph-schema/envelope";
import { KeyDestroyed } from "@/lib/errors";
import { canonicalJson } from "@/lib/hash";
import { dataKey, keyedDigest } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { seal, unseal } from "@/lib/keys/store";

const HIDDEN = "n1:";

const Names = z.object({ username: z.string(), displayName: z.string() });

interface Named extends z.infer<typeof Names> {
  readonly id: string;
  readonly kind: string;
  readonly account: Pseudonym;
  readonly erasedAt?: string | undefined;
}

async function digestOf(username: string): Promise<string> {
  return `${HIDDEN}${await keyedDigest("usernames", username)}`;
}

/** What stands in the place of a user name that was erased; no user name has a colon. */
function erasedName(account: string): string {
  return `erased:${account}`;
}

/** Under what an account called `username` may be stored. */
export async function storedNames(username: string): Promise<string[]> {
  return [await digestOf(username), ...(username.includes(":") ? [] : [username])];
}

/** A ciphertext belongs to one row; moved to another it does not open. */
function context({ id }: Pick<Named, "id">): string {
  return `account/${id}`;
}

/** A person's row without its names: the user name as a keyed digest by which it is found, and both encrypted under their key. */
export async function hideNames<Row extends Named>(row: Row): Promise<object> {
  if (row.kind !== "user") {
    return row;
  }
  const { displayName, username, ...rest } = row;
  if (row.erasedAt !== undefined) {
    return { ...rest, username: erasedName(row.account) };
  }
  const plain = Buffer.from(canonicalJson({ username, displayName }));
  const names = seal(await dataKey(subjectKey(row.account)), plain, context(row));
  return { ...rest, username: await digestOf(username), names: names.toString("base64") };
}

const Hidden = z.looseObject({
  id: z.string(),
  account: z.string(),
  erasedAt: z.string().optional(),
  names: z.base64().optional(),
});

async function namesIn(row: z.infer<typeof Hidden>): Promise<z.infer<typeof Names> | undefined> {
  if (row.erasedAt !== undefined) {
    return { username: erasedName(row.account), displayName: "" };
  }
  try {
    const plain = unseal(await dataKey(subjectKey(row.account)), Buffer.from(row.names ?? "", "base64"), context(row));
    return Names.parse(JSON.parse(plain.toString("utf8")));
  } catch (error) {
    // A row from before the erasure that somebody put back: its names are gone with their key.
    if (error instanceof KeyDestroyed) {
      return undefined;
    }
    throw error;
  }
}

/** The inverse of {@link hideNames}; a row that is stored in the clear comes back as it is. */
export async function showNames(stored: object): Promise<object | undefined> {
  if ("displayName" in stored) {
    return stored;
  }
  const { names: _, ...row } = Hidden.parse(stored);
  const names = await namesIn(Hidden.parse(stored));
  return names && { ...row, ...names };
}
