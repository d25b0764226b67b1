import pino from "pino";

/** The process's log. It is for operators, not evidence; what might identify or authenticate somebody is left out. */
export const log = pino({
  name: "pedigree",
  redact: {
    paths: ["authorization", "cookie", "password", "secret", "token", "*.authorization", "*.cookie", "*.password"],
    censor: "[left out]",
  },
});

/** What may be logged of an error. The database's messages quote values of the record, so only its code is kept. */
export function told(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) {
    return { error: typeof error };
  }
  const code = "code" in error ? error.code : undefined;
  const frames = error.stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { error: error.name, code, message: code === undefined ? error.message : undefined, at: frames?.slice(0, 12) };
}
