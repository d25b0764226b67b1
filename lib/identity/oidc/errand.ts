import { z } from "zod";
import { openedText, sealedText } from "../sealed-text";

const PURPOSE = "errand";
const MINUTES = 10;
const MINUTE_MS = 60_000;

/** What a browser was sent to a provider for; it carries this there and back, sealed, and no other browser has it. */
const Errand = z.strictObject({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  begunAt: z.int(),
  /** To put a name to an act within a session, instead of signing in. */
  signature: z.strictObject({ session: z.string(), act: z.string() }).optional(),
});
export type Errand = z.infer<typeof Errand>;

/** When an errand has taken too long. */
export function endOf({ begunAt }: Errand): number {
  return begunAt + MINUTES * MINUTE_MS;
}

/** The errand as the browser carries it. */
export function sealErrand(errand: Errand): Promise<string> {
  return sealedText(PURPOSE, errand);
}

/** The errand that a browser comes back from; undefined where it was on none, or took too long. */
export async function openErrand(text: string | null, now: number): Promise<Errand | undefined> {
  const errand = await openedText(PURPOSE, Errand, text);
  return errand && now < endOf(errand) ? errand : undefined;
}
