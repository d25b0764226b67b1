import type { Problem, ProblemError } from "@/lib/contract/problem";

/** The server answered with a problem. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "Refused";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get reasons() {
    return this.problem.reasons ?? [];
  }

  get errors(): readonly ProblemError[] {
    return this.problem.errors ?? [];
  }
}

/** Nobody is signed in any more. */
export class SignedOut extends Refused {
  constructor(problem: Problem) {
    super(problem);
    this.name = "SignedOut";
  }
}

/** No answer came: the network or the server is away. Whether a request was recorded is unknown. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server did not answer.", { cause });
    this.name = "Unreachable";
  }
}

/** An answer came in a shape that this page does not know, so nothing of it is shown. */
export class Unreadable extends Error {
  constructor(cause: unknown) {
    super("The server's answer has an unknown shape.", { cause });
    this.name = "Unreadable";
  }
}

/** The browser handed over no passkey: somebody broke it off, or there is none that fits. */
export class NoPasskey extends Error {
  constructor(
    readonly isRegisteredAlready: boolean,
    cause: unknown,
  ) {
    super("The browser handed over no passkey.", { cause });
    this.name = "NoPasskey";
  }
}

/** The server broke bytes off before their end, as it does when they are not what is recorded. */
export class BrokenOff extends Error {
  constructor(cause: unknown) {
    super("The bytes broke off before their end.", { cause });
    this.name = "BrokenOff";
  }
}
