import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { type ReadTx, read } from "@/lib/graph/session";
import { type Edge, grownEdge } from "@/lib/tlog/edge";
import { base64, type Hash } from "@/lib/tlog/hash";
import { treeEdge } from "@/lib/tlog/tree";
import { type Head, headFault, readHead, StoredHash } from "./head";
import { hashReader, publishedSize } from "./publish";
import { LEAF_HASHES } from "./queries";
import { type LogStorage, Tampered } from "./storage";

/** Places that are read at once. */
const PAGE = 10_000;

const Leaf = z.object({ index: z.int(), hash: StoredHash });

async function leafHashes(tx: ReadTx, from: number, to: number): Promise<Hash[]> {
  const leaves = await tx.rows(LEAF_HASHES, { from, to }, Leaf);
  if (leaves.length !== to - from) {
    throw new Tampered(`the database has ${leaves.length} of the places ${from} to ${to - 1}`, "head_differs");
  }
  return leaves.map(({ hash }) => hash);
}

/** The right edge of the log's first `size` entries: out of its files, and out of the database what is not published yet. */
async function edgeOf(tx: ReadTx, storage: LogStorage, size: number): Promise<Edge> {
  const published = await publishedSize(storage);
  if (published > size) {
    throw new Tampered(`the database has ${size} entries, and a checkpoint of ${published} is published`);
  }
  let edge: Edge = await treeEdge(hashReader(storage, published), published);
  for (let at = published; at < size; at += PAGE) {
    edge = grownEdge(edge, at, await leafHashes(tx, at, Math.min(size, at + PAGE)));
  }
  return edge;
}

function told(edge: Edge): string {
  return edge.map(base64).join(" ");
}

/** Where this process left each log that it integrates: its own step need not be computed again. */
const left = new WeakMap<LogStorage, string>();

/** Keeps that the log ends at `head`, as a step of this process has it that is committed. */
export function leftAt(storage: LogStorage, { edge }: Pick<Head, "edge">): void {
  left.set(storage, told(edge));
}

/** Throws {@link Tampered} for a head whose edge is not what the log's entries come to. */
export async function assertEdge(tx: ReadTx, storage: LogStorage, { size, edge }: Head): Promise<void> {
  const says = told(edge);
  if (left.get(storage) !== says && told(await edgeOf(tx, storage, size)) !== says) {
    throw new Tampered(`the log's head at ${size} has another edge than the entries come to`, "head_differs");
  }
}

async function faultNow(storage: LogStorage | undefined): Promise<Tampered | undefined> {
  try {
    return await read(async (tx) => {
      const head = await readHead(tx);
      const fault = await headFault(tx, head);
      if (fault !== undefined) {
        return new Tampered(fault, "head_differs");
      }
      await (storage && head && assertEdge(tx, storage, head));
      return undefined;
    });
  } catch (error) {
    if (error instanceof Tampered) {
      return error;
    }
    throw error;
  }
}

/** A step of the integrator that commits between two reads ends meanwhile. */
const SETTLED_MS = 250;

/**
 * What is wrong with the log's head, for those who do not hold its lock: it may move between two reads, and does not stay
 * wrong when it does. With `storage` its edge is compared too.
 */
export async function standingFault(storage?: LogStorage): Promise<Tampered | undefined> {
  let before: Tampered | undefined;
  for (;;) {
    const fault = await faultNow(storage);
    if (!fault || fault.message === before?.message) {
      return fault;
    }
    before = fault;
    await pause(SETTLED_MS);
  }
}
