import { z } from "zod";
import { ARTIFACT_TYPES, ArtifactTypeName, type Ref, refKey } from "@/graph-schema/names";
import type { PageOf } from "@/lib/contract/cursor";
import type { SearchQuery } from "@/lib/contract/query";
import type { SearchReply } from "@/lib/contract/reply";
import { type ReadTx, read } from "@/lib/graph/session";
import { accountsLike } from "@/lib/identity/account-rows";
import { whoIs } from "@/lib/identity/names";
import { asOf } from "@/lib/ledger/asOf";
import { type SearchCursor, searchCursorText } from "./cursor";
import { ARTIFACTS, BY_BEGINNING, BY_COMMIT, BY_DIGEST, BY_PART, BY_WORDS } from "./search-queries";
import { StoredArtifact } from "./summary";

type Reply = z.infer<typeof SearchReply>;
type Matched = Reply["hits"][number]["matched"];

/** Each way of searching finds no more than this; when one of them does, the total is a lower bound. */
const MOST_FOUND = 1_000;
/** Shorter parts of ids are looked for at the beginning only: the text index cannot help with them. */
const SHORTEST_PART = 3;

const Found = z.object({ type: ArtifactTypeName, id: z.string() });

export interface AskedSearch extends PageOf<SearchQuery, SearchCursor> {
  readonly project: string;
}

/** A hit before it is loaded: `rank` puts the most exact first, `key` makes the order the same each time. */
interface Candidate {
  readonly rank: number;
  readonly matched: Matched;
  readonly key: string;
  readonly ref: Ref | null;
  readonly account: string | null;
}

/** The words of a text as a query of the full-text index: all of them, the last one perhaps not finished. */
export function wordsQuery(text: string): string {
  const words = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return words.map((word, index) => (index === words.length - 1 ? `+${word}*` : `+${word}`)).join(" ");
}

/** The digits of a digest or a commit, or undefined where the text cannot be the beginning of one. */
export function hexOf(text: string): string | undefined {
  const hex = text.toLowerCase().replace(/^sha256:/, "");
  return /^[0-9a-f]{4,64}$/.test(hex) ? hex : undefined;
}

async function byText(tx: ReadTx, { project, q, type }: AskedSearch) {
  const parameters = { project, type: type ?? null, q, most: MOST_FOUND + 1 };
  const hex = hexOf(q);
  const words = wordsQuery(q);
  const none = Promise.resolve<z.infer<typeof Found>[]>([]);
  const [beginning, part, digest, commit, fact] = await Promise.all([
    tx.rows(BY_BEGINNING, parameters, Found),
    q.length >= SHORTEST_PART ? tx.rows(BY_PART, parameters, Found) : none,
    hex ? tx.rows(BY_DIGEST, { ...parameters, digest: `sha256:${hex}` }, Found) : none,
    hex ? tx.rows(BY_COMMIT, { ...parameters, hex }, Found) : none,
    words ? tx.rows(BY_WORDS, { ...parameters, words }, Found) : none,
  ]);
  const exact = beginning.filter(({ id }) => id === q);
  return [
    { matched: "id" as const, found: exact },
    { matched: "id" as const, found: beginning },
    { matched: "digest" as const, found: digest },
    { matched: "commit" as const, found: commit },
    { matched: "id" as const, found: part },
    { matched: "fact" as const, found: fact },
  ];
}

function place({ type, id }: Ref): string {
  return `${String(ARTIFACT_TYPES.indexOf(type)).padStart(2, "0")} ${id}`;
}

/** Every hit once, under the best way in which it was found, in one order. */
function ordered(ways: Awaited<ReturnType<typeof byText>>, accounts: readonly string[]): Candidate[] {
  const seen = new Set<string>();
  const artifacts = ways.flatMap(({ matched, found }, rank) =>
    found.flatMap((ref): Candidate[] => {
      const isNew = !seen.has(refKey(ref));
      seen.add(refKey(ref));
      return isNew ? [{ rank, matched, key: place(ref), ref, account: null }] : [];
    }),
  );
  const actors = accounts.map(
    (account): Candidate => ({ rank: ways.length, matched: "actor", key: account, ref: null, account }),
  );
  return [...artifacts, ...actors].sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
}

async function hits(tx: ReadTx, project: string, page: readonly Candidate[]): Promise<Reply["hits"]> {
  const refs = page.flatMap(({ ref }) => (ref ? [ref] : []));
  const [rows, who] = await Promise.all([
    tx.rows(ARTIFACTS, { project, refs }, z.object({ artifact: StoredArtifact })),
    whoIs(
      tx,
      page.flatMap(({ account }) => account ?? []),
    ),
  ]);
  const loaded = new Map(rows.map(({ artifact }) => [refKey(artifact), artifact]));
  return page.map(({ ref, account, matched }) => ({
    artifact: (ref && loaded.get(refKey(ref))) ?? null,
    who: account === null ? null : who(account),
    matched,
  }));
}

/** Artifacts by id, digest, commit or words, then people and services: the most exact first. */
export function search(asked: AskedSearch): Promise<Reply> {
  return read(async (tx) => {
    const { project, q, type, limit, cursor } = asked;
    const most = MOST_FOUND + 1;
    const [speaksAsOf, ways, actors] = await Promise.all([
      asOf(tx),
      byText(tx, asked),
      type ? [] : accountsLike(tx, q, most),
    ]);
    const all = ordered(
      ways,
      actors.map(({ account }) => account),
    );
    const rest = cursor
      ? all.filter(({ rank, key }) => rank > cursor.rank || (rank === cursor.rank && key > cursor.key))
      : all;
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    const isCut = [...ways.map(({ found }) => found), actors].some((found) => found.length === most);
    return {
      hits: await hits(tx, project, page),
      total: all.length,
      totalIs: isCut ? "at_least" : "exact",
      truncated: isCut || page.length < all.length,
      cursor: last && rest.length > limit ? searchCursorText(last) : null,
      asOf: speaksAsOf,
    };
  });
}

/** What a search shows, one by one: artifacts, and people and services by pseudonym. */
export function shownHits({ hits: found }: Reply): (Ref | string)[] {
  return found.flatMap(({ artifact, who }): (Ref | string)[] => {
    if (artifact) {
      return [{ type: artifact.type, id: artifact.id }];
    }
    return who ? [who.account] : [];
  });
}
