import { randomUUID } from "node:crypto";
import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFileSync } from "./durable";
import { Head } from "./protocol";

/**
 * The heads of all subjects, outside of the database: what was decided about them last. Kept in a file that is only
 * appended to; a torn last line is what a crash leaves of a head that nobody was told of.
 */
export class Heads {
  readonly #file: string;
  readonly #heads = new Map<string, Head>();
  readonly #start = randomUUID();
  #changes = 0;

  constructor(directory: string) {
    this.#file = join(directory, "heads.ndjson");
    const text = existsSync(this.#file) ? readFileSync(this.#file, "utf8") : "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    for (const line of whole.split("\n").filter((each) => each !== "")) {
      this.#keep(Head.parse(JSON.parse(line)));
    }
    // Written anew at each start: one line a subject, and no torn end.
    replaceFileSync(this.#file, Buffer.from(this.#lines([...this.#heads.values()])));
  }

  #lines(heads: readonly Head[]): string {
    return heads.map((head) => `${JSON.stringify(head)}\n`).join("");
  }

  #keep(head: Head): boolean {
    const known = this.#heads.get(head.subject);
    if (known && known.sequence >= head.sequence) {
      return false;
    }
    this.#heads.set(head.subject, head);
    this.#changes += 1;
    return true;
  }

  /** Keeps those that are newer than what is known; durable when it returns. A head never goes back. */
  confirm(heads: readonly Head[]): void {
    const fresh = heads.filter((head) => this.#keep(head));
    if (fresh.length > 0) {
      const file = openSync(this.#file, "a", 0o600);
      appendFileSync(file, this.#lines(fresh));
      fsyncSync(file);
      closeSync(file);
    }
  }

  /** The head of each subject that has one. */
  of(subjects: readonly string[]): Head[] {
    return subjects.flatMap((subject) => this.#heads.get(subject) ?? []);
  }

  /** Another text after each change; no two processes ever have the same. */
  get tag(): string {
    return `${this.#start}.${this.#changes}`;
  }

  /** The heads of all subjects that begin with `prefix` and have `holding` in them. */
  under(prefix: string, holding = ""): Head[] {
    return [...this.#heads.values()].filter(({ subject }) => subject.startsWith(prefix) && subject.includes(holding));
  }
}
