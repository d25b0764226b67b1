import { pointerTo } from "@/lib/contract/json";
import type { PersonalKind } from "@/lib/contract/personal";
import { findPersonal, redact } from "./find";

/** How many of a kind are at a place: a JSON pointer by the sender's own names, except where a name is personal itself. */
export interface Personal {
  readonly pointer: string;
  readonly kind: PersonalKind;
  readonly count: number;
}

type Path = readonly PropertyKey[];
type Fields = Readonly<Record<string, unknown>>;

/** Shorter numbers say nothing of anybody. */
const LEAST_NUMBER = 1_000_000;

/** `customerPhone_no` as the words it is made of. */
export function words(name: string): string {
  return name
    .slice(0, 200)
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase();
}

/** The words of a name, after the last ones of the name that it stands under. */
function keyWithin(key: string, name: string): string {
  return `${key.split(" ").slice(-2).join(" ")} ${words(name)}`.trim();
}

/** `name`, or one like it that nobody beside it has. */
function free(name: string, taken: ReadonlySet<string>): string {
  let made = name;
  for (let count = 2; taken.has(made); count += 1) {
    made = `${name} ${count}`;
  }
  return made;
}

/** Goes through one JSON value, keeping what it found. */
class Examination {
  readonly found: Personal[] = [];

  text(value: string, path: Path, key: string): string {
    const places = findPersonal(value, key);
    for (const kind of new Set(places.map((place) => place.kind))) {
      const count = places.filter((place) => place.kind === kind).length;
      this.found.push({ pointer: pointerTo(path), kind, count });
    }
    return places.length === 0 ? value : redact(value, places);
  }

  number(value: number, path: Path, key: string): string | number {
    if (!Number.isSafeInteger(value) || value < LEAST_NUMBER) {
      return value;
    }
    const text = this.text(String(value), path, key);
    return text === String(value) ? value : text;
  }

  fields(fields: Fields, path: Path, key: string): Record<string, unknown> {
    const taken = new Set(Object.keys(fields));
    const made: [string, unknown][] = [];
    for (const [name, value] of Object.entries(fields)) {
      const shown = redact(name, findPersonal(name));
      const kept = shown === name ? name : free(shown, taken);
      taken.add(kept);
      this.text(name, [...path, kept], "");
      made.push([kept, this.value(value, [...path, kept], keyWithin(key, name))]);
    }
    return Object.fromEntries(made);
  }

  value(value: unknown, path: Path, key: string): unknown {
    if (typeof value === "string") {
      return this.text(value, path, key);
    }
    if (typeof value === "number") {
      return this.number(value, path, key);
    }
    if (Array.isArray(value)) {
      return value.map((each, index) => this.value(each, [...path, index], key));
    }
    return value !== null && typeof value === "object" ? this.fields({ ...value }, path, key) : value;
  }
}

/** What is personal in `value`, which stands at `path`: in its texts, its long numbers and its names. Pure. */
export function personalIn(value: unknown, path: Path = []): Personal[] {
  const examination = new Examination();
  examination.value(value, path, "");
  return examination.found;
}

/** `fields`, which stand at `path`, without what is personal in them; and what that was. Pure. */
export function withoutPersonal(fields: Fields, path: Path = []) {
  const examination = new Examination();
  const clean = examination.fields(fields, path, "");
  return { clean: examination.found.length > 0 ? clean : fields, found: examination.found };
}
