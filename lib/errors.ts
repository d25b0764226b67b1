import type { Reason } from "@/graph-schema/envelope";

/** Nothing of that name is in the record. */
export class NotFound extends Error {
  override readonly name = "NotFound";
}

/** The cursor that somebody sent leads to no page of the list that they ask for. */
export class UnknownCursor extends Error {
  override readonly name = "UnknownCursor";
}

/** The record cannot be written now, so nothing may be shown or done. */
export class Unrecordable extends Error {
  override readonly name = "Unrecordable";
}

/** The key process is away: it may answer the next time. */
export class KeysAway extends Unrecordable {}

/** The key process would not sign: what it was asked for contradicts what it signed before. */
export class SigningRefused extends Error {
  override readonly name = "SigningRefused";
}

/** The key of that name was destroyed: what it encrypted is erased, and nothing is ever encrypted by it again. */
export class KeyDestroyed extends Error {
  override readonly name = "KeyDestroyed";
}

/** Whoever sent bytes broke off. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What the installation lacks, with the command that mends it. */
export class SetupError extends Error {
  override readonly name = "SetupError";

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** One reason; `params` must not hold personal data, it stays in the log. */
export function reason(code: string, params: Reason["params"] = {}): Reason {
  return { code, params };
}
