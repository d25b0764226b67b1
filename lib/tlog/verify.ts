import { EMPTY_ROOT, HASH_BYTES, type Hash, isSame, nodeHash } from "./hash";

/** What a check found. A reason code, never a bare boolean. */
export type Verdict = { readonly valid: true } | { readonly valid: false; readonly why: string };

const VALID: Verdict = { valid: true };
const WRONG_LENGTH = "a hash has not 32 bytes";

function invalid(why: string): Verdict {
  return { valid: false, why };
}

/** One hash too short and its neighbour too long would be hashed as if both were right. */
function areHashes(hashes: readonly Hash[]): boolean {
  return hashes.every(({ length }) => length === HASH_BYTES);
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

/** Position of a node and of the last one on its level; both go up together. */
class Climb {
  constructor(
    public node: number,
    public last: number,
  ) {}

  up(): void {
    this.node = Math.floor(this.node / 2);
    this.last = Math.floor(this.last / 2);
  }

  get isRight(): boolean {
    return this.node % 2 === 1;
  }

  /** Is the next hash of the proof a left sibling? The last node of a level without a sibling is carried up. */
  takesLeft(): boolean {
    return this.isRight || this.node === this.last;
  }

  skipCarried(): void {
    while (!this.isRight && this.node !== 0) {
      this.up();
    }
  }
}

/** Does `proof` show that `leaf` is number `index` in the tree of `size` leaves with this root? (RFC 9162, section 2.1.3.2) */
export function verifyInclusion(
  leaf: Hash,
  index: number,
  tree: { readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
): Verdict {
  if (!isSize(index) || !isSize(tree.size) || index >= tree.size) {
    return invalid("the index is outside of the tree");
  }
  if (!areHashes([leaf, tree.root, ...proof])) {
    return invalid(WRONG_LENGTH);
  }
  const climb = new Climb(index, tree.size - 1);
  let hash = leaf;
  for (const sibling of proof) {
    if (climb.last === 0) {
      return invalid("the proof is too long");
    }
    if (climb.takesLeft()) {
      hash = nodeHash(sibling, hash);
      climb.skipCarried();
    } else {
      hash = nodeHash(hash, sibling);
    }
    climb.up();
  }
  if (climb.last !== 0) {
    return invalid("the proof is too short");
  }
  return isSame(hash, tree.root) ? VALID : invalid("the root differs");
}

interface Tree {
  readonly size: number;
  readonly root: Hash;
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size)) && 2 ** Math.log2(size) === size;
}

function trivial(old: Tree, tree: Tree, proof: readonly Hash[]): Verdict | undefined {
  if (!isSize(old.size) || !isSize(tree.size) || old.size > tree.size) {
    return invalid("the tree is smaller than the older one");
  }
  if (!areHashes([old.root, tree.root, ...proof])) {
    return invalid(WRONG_LENGTH);
  }
  if (old.size !== 0 && old.size !== tree.size) {
    return undefined;
  }
  if (proof.length > 0) {
    return invalid("the proof is too long");
  }
  if (old.size === 0 && !isSame(old.root, EMPTY_ROOT)) {
    return invalid("the root of the empty tree differs");
  }
  return old.size === tree.size && !isSame(old.root, tree.root) ? invalid("two roots for one size") : VALID;
}

/** Does `proof` show that `tree` only added leaves to `old`? (RFC 9162, section 2.1.4.2) */
export function verifyConsistency(old: Tree, tree: Tree, proof: readonly Hash[]): Verdict {
  const decided = trivial(old, tree, proof);
  if (decided) {
    return decided;
  }
  const climb = new Climb(old.size - 1, tree.size - 1);
  while (climb.isRight) {
    climb.up();
  }
  const [first, ...rest] = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  if (!first || proof.length === 0) {
    return invalid("the proof is too short");
  }
  let older = first;
  let newer = first;
  for (const sibling of rest) {
    if (climb.last === 0) {
      return invalid("the proof is too long");
    }
    if (climb.takesLeft()) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      climb.skipCarried();
    } else {
      newer = nodeHash(newer, sibling);
    }
    climb.up();
  }
  if (climb.last !== 0) {
    return invalid("the proof is too short");
  }
  if (!isSame(older, old.root)) {
    return invalid("the older root differs");
  }
  return isSame(newer, tree.root) ? VALID : invalid("the root differs");
}
