/**
 * The requests that are no events, and why. Everything else that the application answers is on record. A route that
 * is not made by `route()` must be made by `exempt()` and name one of these; lib/structure.test.ts sees to it.
 */
export const EXCEPTIONS = {
  health: "says whether the process and its database live; shows nothing of the record",
  ready: "runs the guard's probe; shows nothing of the record",
  metrics: "numbers for monitoring; shows nothing of the record",
  static_schema: "the JSON Schema of the wire event: the same public text for everybody",
  log_tile: "checkpoint and hash tiles: digests, made to be fetched by anybody who verifies",
  security_txt: "where to report a weakness: the same public text for everybody",
  log_keys: "the log's name and verifier keys: the same public text for everybody",
  framework_file:
    "files below /_next, the same for everybody: the framework answers them, and refuses other methods there",
  upload_part:
    "bytes on their way in: the upload is on record when it begins, when it ends, and when a part is refused",
  runner_poll:
    "a runner that asks whether a run is wanted, and is told that none is; one that it is given is on record",
  runner_log: "lines of a run on their way: the end of its log is kept with the verdict, which is on record",
  provider_errand: "leads a browser to a provider of sign-ins: what comes of it is on record when it comes back",
  passkey_challenge:
    "gives a browser something for a passkey to sign: what comes of it is on record when it comes back",
  session_probe: "GET /session by somebody who is not signed in: says that nobody is",
} as const;

export type Exception = keyof typeof EXCEPTIONS;
