import fc from "fast-check";
import { base64, EMPTY_ROOT, type Hash, isSame, leafHash } from "./hash";
import { judge } from "./judge.testing";
import { anyHash, flipped, type Spoil, spoils, spoilt } from "./spoil.testing";
import { consistencyProof, type HashReader, inclusionProof, rootHash } from "./tree";
import { entryAt, read, readUniform } from "./trees.testing";
import { verifyConsistency, verifyInclusion } from "./verify";

/** A question for the judge (`judge/parity.go` says how it reads), and our own verdict. */
export interface Asked {
  readonly question: Readonly<Record<string, unknown>>;
  readonly ours: boolean;
}

/** What Go says to each question. Fails where its libraries disagree with one another. */
export async function answersTo(asked: readonly Asked[]): Promise<boolean[]> {
  const lines = asked.map(({ question }) => `${JSON.stringify(question)}\n`).join("");
  const { code, stdout, stderr } = await judge(["parity"], lines);
  const verdicts = stdout.split("\n").slice(0, -1);
  if (code !== 0 || verdicts.length !== asked.length) {
    throw new Error(`the judge stopped at ${JSON.stringify(asked[verdicts.length]?.question)}: ${stderr}`);
  }
  return verdicts.map((verdict) => verdict === "true");
}

const count = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 1, max: 11 }).chain((power) => fc.integer({ min: 2 ** power - 1, max: 2 ** power + 1 })),
  fc.integer({ min: 1, max: 2_100 }),
);
const hugeCount = fc
  .integer({ min: 12, max: 52 })
  .chain((power) => fc.integer({ min: 2 ** power - 2, max: 2 ** (power + 1) - 1 }));

/** A tree of entries, or one of equal leaves, which may be as large as a number can count; and a place in it. */
const places = fc.oneof(
  { weight: 3, arbitrary: fc.record({ size: count, isUniform: fc.constant(false), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ size: hugeCount, isUniform: fc.constant(true), at: fc.maxSafeNat() }) },
);

const changes = fc.record({
  part: fc.constantFrom("nothing", "nothing", "hash", "number", "size", "root", "tree", "proof", "proof", "proof"),
  spoils: fc.array(spoils, { minLength: 1, maxLength: 2 }),
  hash: fc.oneof(anyHash, fc.uint8Array({ maxLength: 65 })),
  place: fc.nat({ max: 31 }),
  by: fc.integer({ min: 1, max: 255 }),
  number: fc.oneof(fc.nat({ max: 70 }), fc.maxSafeNat()),
});
type Change = typeof changes extends fc.Arbitrary<infer T> ? T : never;

/** Another number, most often a near one. */
function other(number: number, { by, number: any }: Change): number {
  const near = [number + 1, number - 1, number * 2, Math.floor(number / 2), number ^ 1, any];
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, near[by % near.length] ?? any));
}

function spoiltBy(proof: readonly Hash[], all: readonly Spoil[]): readonly Hash[] {
  return all.reduce<readonly Hash[]>(spoilt, proof);
}

interface Stated {
  number: number;
  hash: Hash;
  size: number;
  root: Hash;
  proof: readonly Hash[];
}

/** Changes one part of a true statement. */
async function changed(stated: Stated, change: Change, reader: HashReader): Promise<Stated> {
  const { part, place, by } = change;
  switch (part) {
    case "hash":
      return { ...stated, hash: by % 2 === 0 ? change.hash : flipped(stated.hash, place, by) };
    case "number":
      return { ...stated, number: other(stated.number, change) };
    case "size":
      return { ...stated, size: other(stated.size, change) };
    case "root":
      return { ...stated, root: flipped(stated.root, place, by) };
    case "tree": {
      const size = other(stated.size, change);
      const known = reader === readUniform || size < 5_000 ? size : 1;
      return { ...stated, size: known, root: await rootHash(reader, known) };
    }
    case "proof":
      return { ...stated, proof: spoiltBy(stated.proof, change.spoils) };
    default:
      return stated;
  }
}

function encoded(hashes: readonly Hash[]): string[] {
  return hashes.map(base64);
}

/** Questions about inclusion proofs, true ones and spoilt ones. */
export async function inclusionQuestions(howMany: number): Promise<Asked[]> {
  const samples = fc.sample(fc.tuple(places, changes), howMany);
  return Promise.all(
    samples.map(async ([{ size, isUniform, at }, change]) => {
      const reader = isUniform ? readUniform : read;
      const index = at % size;
      const leaf = isUniform ? await reader(0, index) : leafHash(entryAt(index));
      const proof = await inclusionProof(reader, index, size);
      const truth = { number: index, hash: leaf, size, root: await rootHash(reader, size), proof };
      const said = await changed(truth, change, reader);
      const question = {
        kind: "inclusion",
        leaf: base64(said.hash),
        index: said.number,
        size: said.size,
        root: base64(said.root),
        proof: encoded(said.proof),
      };
      return { question, ours: verifyInclusion(said.hash, said.number, said, said.proof).valid };
    }),
  );
}

/** Questions about consistency proofs, true ones and spoilt ones. */
export async function consistencyQuestions(howMany: number): Promise<Asked[]> {
  const samples = fc.sample(fc.tuple(places, changes), howMany);
  const asked = samples.map(async ([{ size, isUniform, at }, change]) => {
    const reader = isUniform ? readUniform : read;
    const old = at % (size + 1);
    const proof = await consistencyProof(reader, old, size);
    const [hash, root] = [await rootHash(reader, old), await rootHash(reader, size)];
    const said = await changed({ number: old, hash, size, root, proof }, change, reader);
    // RFC 9162 proves nothing from the empty tree. Go then ignores its root; we insist on the only one that it has.
    if (said.number === 0 && !isSame(said.hash, EMPTY_ROOT)) {
      return [];
    }
    const question = {
      kind: "consistency",
      old: said.number,
      oldRoot: base64(said.hash),
      size: said.size,
      root: base64(said.root),
      proof: encoded(said.proof),
    };
    return [{ question, ours: verifyConsistency({ size: said.number, root: said.hash }, said, said.proof).valid }];
  });
  return (await Promise.all(asked)).flat();
}
