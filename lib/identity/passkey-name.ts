import { z } from "zod";
import { KeyDestroyed } from "@/lib/errors";
import { dataKey } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { seal, unseal } from "@/lib/keys/store";

const Named = z.looseObject({ id: z.string(), account: z.string(), name: z.string() });

/** A ciphertext belongs to one row; moved to another it does not open. */
function context({ id }: { readonly id: string }): string {
  return `passkey/${id}`;
}

/** A passkey's row with its name, which its owner chose, encrypted under their key. */
export async function hideName<Row extends z.infer<typeof Named>>(row: Row): Promise<object> {
  const name = seal(await dataKey(subjectKey(row.account)), Buffer.from(row.name), context(row));
  return { ...row, name: name.toString("base64") };
}

/** The inverse of {@link hideName}; undefined once the owner was erased. */
export async function showName(stored: object): Promise<object | undefined> {
  const row = Named.parse(stored);
  try {
    const name = unseal(await dataKey(subjectKey(row.account)), Buffer.from(row.name, "base64"), context(row));
    return { ...row, name: name.toString("utf8") };
  } catch (error) {
    if (error instanceof KeyDestroyed) {
      return undefined;
    }
    throw error;
  }
}
