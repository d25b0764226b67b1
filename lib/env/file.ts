import { readFileSync } from "node:fs";
import type { z } from "zod";
import { SetupError } from "@/lib/errors";

/** A JSON file that an environment variable names. */
export class ConfigurationFile {
  constructor(private readonly variable: string) {}

  wrong(what: string): SetupError {
    return new SetupError(
      `The file that ${this.variable} names is wrong: ${what}`,
      "Correct it; docs/guides/operator.md explains each field.",
    );
  }

  /** The text of the file at `path`, which an error calls `what`. */
  textOf(path: string, what: string): string {
    try {
      return readFileSync(/* turbopackIgnore: true */ path, "utf8");
    } catch {
      throw this.wrong(`${what} cannot be read: ${path}`);
    }
  }

  /** What the file at `path` says; anything wrong is a {@link SetupError} that names the field. */
  read<Shape extends z.ZodType>(path: string, shape: Shape): z.infer<Shape> {
    const parsed = shape.safeParse(this.#jsonOf(this.textOf(path, "it")));
    if (!parsed.success) {
      throw this.wrong(
        parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`.trim()).join("; "),
      );
    }
    return parsed.data;
  }

  #jsonOf(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // What stands there is not repeated: it may be a secret in the wrong place.
      throw this.wrong("it is no JSON");
    }
  }
}
