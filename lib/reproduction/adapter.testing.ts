import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContentReply } from "@/lib/contract/contents";
import { sha256 } from "@/lib/hash";
import type { Answer } from "./compare";
import { LIMITS } from "./confined";
import { ScoringContract } from "./contract";
import { buildEnvironment } from "./environment";
import { confine } from "./jail";
import type { Part, Plan } from "./plan";
import { type Reproduction, reproduce } from "./reproduce";
import type { LocalPart } from "./stage";

const HELD = { held: "store", uri: null, files: null, eventId: "e", state: "verified", checkedAt: null } as const;
const AT = { role: "content", mediaType: "text/plain", attachedAt: "2026-01-01T00:00:00.000Z" } as const;

/** For tests: a prediction that an adapter scores. */
export interface Adapted {
  readonly contract: object;
  readonly lockfile: string;
  /** A path of this machine. */
  readonly model: string;
  readonly request: object;
  readonly expected: Answer;
}

function readable(path: string): void {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : 0o644);
  for (const name of isFolder ? readdirSync(path) : []) {
    readable(join(path, name));
  }
}

/** For tests: what a script of Python prints in the environment of a lockfile, behind the same walls. */
export async function printedBy(lockfile: string, script: string, room: string): Promise<Buffer> {
  const asked = { python: "3.11", node: null, extras: [], groups: [] };
  const built = await buildEnvironment({ lockfile, asked }, join(room, "cache"));
  if ("reasons" in built) {
    throw new Error(JSON.stringify(built.reasons));
  }
  const command = ["python", "-c", script];
  const confined = { command, shown: built.shown, stdin: "/dev/null", output: "stdout", path: built.path, env: {} };
  const ended = await confine(confined, room, LIMITS);
  if (!("output" in ended)) {
    throw new Error(ended.said);
  }
  return Buffer.from(ended.output);
}

/** For tests: runs a prediction again that an adapter scores. */
export function reproduced(
  { contract, lockfile, model, request, expected }: Adapted,
  room: string,
): Promise<Reproduction> {
  const own = mkdtempSync(join(room, "run-"));
  const texts = { lockfile, input: JSON.stringify(request) };
  const files = new Map<Part["part"], LocalPart>([["model", { path: model, digest: sha256("model") }]]);
  for (const [part, text] of [
    ["lockfile", texts.lockfile],
    ["input", texts.input],
  ] as const) {
    writeFileSync(join(own, part), text);
    files.set(part, { path: join(own, part), digest: sha256(text) });
  }
  for (const { path } of files.values()) {
    readable(path);
  }
  const parts = [...files].map(([part, { digest }]): Part => {
    const content: ContentReply = { ...AT, ...HELD, digest: sha256(digest), sizeBytes: 1 };
    return { part, of: { type: "commit", id: part }, content: { ...content, digest: sha256(part) } };
  });
  const fixed = {
    prediction: "P1",
    seed: null,
    image: null,
    python: "3.11",
    node: null,
    metrics: {},
    notes: [],
    isTrained: false,
  };
  const plan: Plan = {
    ...fixed,
    expected,
    parts,
    model: sha256("model"),
    contract: ScoringContract.parse({ kind: "pedigree.scoring", v: 1, input: { via: "stdin" }, ...contract }),
  };
  return reproduce(plan, files, { room: own, cache: join(room, "cache") });
}
