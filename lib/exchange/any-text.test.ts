import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BadLockfile, canonicalPackages, type Locked } from "./lockfile";
import { formatOf } from "./lockfiles";

const FIXTURES = join(import.meta.dirname, "fixtures");
const FILES: readonly (readonly [name: string, file: string])[] = [
  ["uv.lock", "uv/uv.lock"],
  ["poetry.lock", "poetry/poetry.lock"],
  ["requirements.txt", "poetry/export.txt"],
  ["package-lock.json", "npm/package-lock.json"],
  ["package-lock.json", "npm/v1-package-lock.json"],
  ["conda-lock.yml", "conda/conda-lock.yml"],
  ["environment.yml", "conda/environment.yml"],
  ["explicit.txt", "conda/conda-linux-64.lock"],
];
const NAMES = [...FILES.map(([name]) => name), "unknown", "other.yaml", "other.txt"];

/** What is read from the text; undefined where it is refused with the clear error. Any other error fails the test. */
function readOrRefused(name: string, text: string): Locked | undefined {
  try {
    return formatOf(name, text).read(text);
  } catch (error) {
    if (error instanceof BadLockfile && error.remedy !== "" && error.message !== "") {
      return undefined;
    }
    throw error;
  }
}

const inked = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 300 }));

test("any text is read or refused with an error that says what to do", () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), inked, (name, text) => {
      readOrRefused(name, text);
    }),
    { numRuns: 2_000 },
  );
});

test.each(FILES)(
  "%s: a real file that was damaged is read or refused, in canonical order in any case",
  (name, file) => {
    const whole = readFileSync(join(FIXTURES, file), "utf8");
    const piece = fc.oneof(
      inked,
      fc.constantFrom("", "\\", '"', "[", "{", "\n", "null", "1", "- ", "&a *a ", ": ", "\ud800"),
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(40), piece, (at, cut, put) => {
        const locked = readOrRefused(name, whole.slice(0, at) + put + whole.slice(at + cut));
        expect(locked && canonicalPackages(locked.packages)).toEqual(locked?.packages);
      }),
      { numRuns: 120 },
    );
  },
);

const DEEP: readonly (readonly [name: string, text: string])[] = [
  ["environment.yml", "[".repeat(20_000)],
  ["conda-lock.yml", `a: ${"{a: ".repeat(5_000)}`],
  ["uv.lock", `version = 1\na = ${"[".repeat(50_000)}`],
  [
    "package-lock.json",
    `{"lockfileVersion":1,"dependencies":${'{"a":{"dependencies":'.repeat(50_000)}{}${"}}".repeat(50_000)}}`,
  ],
];

test.each(DEEP)("%s: a text that is nested without end is refused", (name, text) => {
  expect(readOrRefused(name, text)).toBeUndefined();
});

test("the order in which requirements stand does not matter, nor how often one does", () => {
  const text = readFileSync(join(FIXTURES, "pip/requirements.txt"), "utf8");
  const requirements = text.replace(/^ *#.*\n/gm, "").split(/\n(?=\S)/);
  const read = (lines: readonly string[]) => formatOf("requirements.txt", "").read(lines.join("\n")).packages;
  fc.assert(
    fc.property(fc.shuffledSubarray(requirements, { minLength: requirements.length }), fc.nat(), (shuffled, twice) => {
      const again = shuffled[twice % shuffled.length] ?? "";
      expect(read([...shuffled, again])).toEqual(read(requirements));
    }),
    { numRuns: 50 },
  );
});
