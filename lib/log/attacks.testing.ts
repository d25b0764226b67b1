import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { autocommit } from "@/lib/graph/session";
import { type NoteKey, noteKey, signNote } from "@/lib/keys/note";
import { type Checkpoint, checkpointText } from "@/lib/tlog/checkpoint";
import { edgeRoot, grownEdge } from "@/lib/tlog/edge";
import { leafHash } from "@/lib/tlog/hash";
import { bundleOf, entriesOf, TILE_WIDTH, tileAt, tilePath } from "@/lib/tlog/tile";
import { grownTiles } from "./grow";
import type { LogStorage } from "./storage";

/** What an attacker has: the log's files, the database without its guard, and, where an attack says so, the log's real key. */
export interface Scene {
  readonly root: string;
  readonly storage: LogStorage;
  readonly tree: Checkpoint;
  readonly logKey: NoteKey;
}

/** An attack, its number in the list of known ones where it has one, and which finding names it. */
export interface Attack {
  readonly name: string;
  mount(scene: Scene): Promise<void> | void;
  readonly finding: RegExp;
}

function bundle(at: number): string {
  return tilePath({ level: "entries", index: at, width: TILE_WIDTH });
}

function edit(path: string, change: (bytes: Buffer) => Uint8Array) {
  return ({ root }: Scene) => writeFileSync(join(root, path), change(readFileSync(join(root, path))));
}

function flip(at: number) {
  return (bytes: Buffer) => bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1);
}

function checkpoint(change: (tree: Checkpoint, key: NoteKey) => string) {
  return ({ root, tree, logKey }: Scene) => writeFileSync(join(root, "checkpoint"), change(tree, logKey));
}

const flipFirst = (hash: Uint8Array) => hash.map((byte, at) => (at === 0 ? byte ^ 1 : byte));

async function allEntries({ storage, tree }: Scene): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (let index = 0; index * TILE_WIDTH < tree.size; index++) {
    const tile = tileAt("entries", index, tree.size);
    entries.push(...(tile ? entriesOf((await storage.read(tilePath(tile))) ?? new Uint8Array()) : []));
  }
  return entries;
}

/** Writes all files anew for a history in which one entry says something else, and signs it with the real key. */
async function fork(scene: Scene): Promise<void> {
  const entries = (await allEntries(scene)).with(3, Buffer.from("forged\n"));
  for (const { tile, bytes } of await grownTiles(scene.storage, 0, entries)) {
    writeFileSync(join(scene.root, tilePath(tile)), bytes);
  }
  const tree = { ...scene.tree, root: edgeRoot(grownEdge([], 0, entries.map(leafHash))) };
  writeFileSync(join(scene.root, "checkpoint"), signNote(scene.logKey, checkpointText(tree)));
}

/** On files alone. Each is undone by putting the files back. */
export const FILE_ATTACKS: readonly Attack[] = [
  { name: "1 an entry's byte edited", mount: edit(bundle(1), flip(100)), finding: /entry_differs/ },
  {
    name: "2 an entry removed from its bundle",
    mount: edit(bundle(1), (b) => bundleOf(entriesOf(b).slice(1))),
    finding: /entry_differs/,
  },
  {
    name: "3 entries swapped",
    mount: edit(bundle(1), (b) => bundleOf(entriesOf(b).toReversed())),
    finding: /entry_differs/,
  },
  {
    name: "4 an entry and its leaf edited together",
    mount(scene) {
      const forged = Buffer.from("forged\n");
      edit(bundle(1), (b) => bundleOf([forged, ...entriesOf(b).slice(1)]))(scene);
      edit("tile/0/001", (b) => Buffer.concat([leafHash(forged), b.subarray(32)]))(scene);
    },
    finding: /tile_differs|root_differs/,
  },
  {
    name: "5 an upper tile edited",
    mount: (scene) => edit(tilePath(tileAt(1, 0, scene.tree.size) ?? { level: 1, index: 0, width: 1 }), flip(3))(scene),
    finding: /tile_differs/,
  },
  { name: "6 a tile missing", mount: ({ root }) => rmSync(join(root, "tile/0/001")), finding: /entry_differs/ },
  { name: "7 a tile truncated", mount: edit("tile/0/001", (b) => b.subarray(0, 320)), finding: /entry_differs/ },
  {
    name: "8 the checkpoint's root edited",
    mount: edit("checkpoint", (b) => Buffer.from(b.toString("utf8").replace(/\n(.{44})\n/, `\n${"A".repeat(43)}=\n`))),
    finding: /checkpoint_invalid/,
  },
  {
    name: "9 the checkpoint's size edited",
    mount: edit("checkpoint", (b) => Buffer.from(b.toString("utf8").replace(/\n\d+\n/, "\n5\n"))),
    finding: /checkpoint_invalid/,
  },
  {
    name: "10 a checkpoint by another key of the same name",
    mount: checkpoint((tree) => signNote(noteKey(tree.origin, Buffer.alloc(32, 9)), checkpointText(tree))),
    finding: /checkpoint_invalid/,
  },
  {
    name: "11 a checkpoint of another origin, by the real key",
    mount: checkpoint((tree, key) => signNote(key, checkpointText({ ...tree, origin: "elsewhere.example/log" }))),
    finding: /checkpoint_invalid/,
  },
  { name: "13 a fork of all files, signed by the real key", mount: fork, finding: /two_roots/ },
  {
    name: "a checkpoint of more entries than there are, by the real key",
    mount: checkpoint((tree, key) => signNote(key, checkpointText({ ...tree, size: tree.size + 9 }))),
    finding: /database_older.*signer_older/s,
  },
  {
    name: "a checkpoint with another root, by the real key",
    mount: checkpoint((tree, key) => signNote(key, checkpointText({ ...tree, root: flipFirst(tree.root) }))),
    finding: /two_roots.*root_differs/s,
  },
  {
    name: "the checkpoint deleted",
    mount: ({ root }) => rmSync(join(root, "checkpoint")),
    finding: /checkpoint_missing/,
  },
  { name: "26 a payload's copy edited", mount: edit("payload/001", flipped), finding: /payload_copy_differs/ },
  {
    name: "a payload's copy removed",
    mount: edit("payload/001", (b) => b.subarray(b.indexOf("\n") + 1)),
    finding: /payload_copy_missing/,
  },
  {
    name: "a payload's copy added",
    mount: edit("payload/001", (b) =>
      Buffer.concat([b, Buffer.from('{"event":"x","name":"y","ciphertext":"AAAA"}\n')]),
    ),
    finding: /payload_copy_differs/,
  },
];

/** Another letter in the middle of the first ciphertext. */
function flipped(bytes: Buffer): Buffer {
  const at = bytes.indexOf('"ciphertext":"') + 20;
  return bytes.fill(bytes[at] === 65 ? 66 : 65, at, at + 1);
}

const cypher = (text: string) => async () => {
  await autocommit(text);
};

/** On the database, guard off. Each has a victim of its own and stays. */
export const DATABASE_ATTACKS: readonly Attack[] = [
  {
    name: "15 an event's property changed",
    mount: cypher("MATCH (:LogLeaf {index: 500})<-[:LOGGED_AS]-(e) SET e.outcome = 'refused'"),
    finding: /graph_differs: event .*outcome/,
  },
  {
    name: "an event's signed note changed",
    mount: cypher("MATCH (:LogLeaf {index: 501})<-[:LOGGED_AS]-(e) SET e.note = e.note + ' '"),
    finding: /graph_differs: event .*note/,
  },
  {
    name: "16 an event deleted",
    mount: cypher("MATCH (:LogLeaf {index: 502})<-[:LOGGED_AS]-(e) DETACH DELETE e"),
    finding: /graph_lacks: event/,
  },
  {
    name: "an event deleted with its place",
    mount: cypher("MATCH (l:LogLeaf {index: 503})<-[:LOGGED_AS]-(e) DETACH DELETE e, l"),
    finding: /graph_lacks: place|graph_lacks: event/,
  },
  {
    name: "14 an event kept from the log",
    mount: cypher(
      "MATCH (:LogLeaf {index: 504})<-[:LOGGED_AS]-(e) CREATE (f:AuditEvent) SET f = e {.*, id: 'omitted', eventId: 'omitted'}",
    ),
    finding: /of_no_event: event omitted/,
  },
  {
    name: "19 an approval made by Cypher",
    mount: cypher(
      "MATCH (v:ModelVersion) WITH v LIMIT 1 CREATE (:Approval:Artifact {type: 'approval', id: 'A'})-[:APPROVES]->(v)",
    ),
    finding: /of_no_event: .*(approval|APPROVES)/,
  },
  {
    name: "23 an event replayed under another id",
    mount: cypher(
      `MATCH (:LogLeaf {index: 505})<-[:LOGGED_AS]-(e) CREATE (f:AuditEvent) SET f = e {.*, id: 'replayed', eventId: 'replayed'}
       CREATE (:Outbox {eventId: 'replayed', stamp: e.stamp})`,
    ),
    finding: /quarantined: event replayed: another_event/,
  },
  {
    name: "an event by nobody's key, put into the outbox",
    mount: cypher(
      `MATCH (:LogLeaf {index: 506})<-[:LOGGED_AS]-(e)
       CREATE (f:AuditEvent) SET f = e {.*, id: 'forged', eventId: 'forged', note: replace(e.note, '"done"', '"failed"')}
       CREATE (:Outbox {eventId: 'forged', stamp: e.stamp})`,
    ),
    finding: /quarantined: event forged: not_signed_by_recorder/,
  },
  {
    name: "26 two events' payloads exchanged",
    mount: cypher(
      `MATCH (:LogLeaf {index: 507})<-[:LOGGED_AS]-()-[:CARRIES]->(a), (:LogLeaf {index: 508})<-[:LOGGED_AS]-()-[:CARRIES]->(b)
       WITH a, b, a.ciphertext AS was LIMIT 1 SET a.ciphertext = b.ciphertext, b.ciphertext = was`,
    ),
    finding: /graph_differs: payload/,
  },
  {
    name: "a dataset's digest replaced",
    mount: cypher("MATCH (:LogLeaf {index: 509})<-[:LOGGED_AS]-()-[:ABOUT]->(a:Artifact) SET a.row_count = 1000000"),
    finding: /graph_differs: artifact .*row_count/,
  },
  {
    name: "an event said to be by somebody else",
    mount: cypher(
      "MATCH (:LogLeaf {index: 510})<-[:LOGGED_AS]-(e)-[r:BY]->(a), (b:Actor) WHERE b <> a WITH e, r, b LIMIT 1 DELETE r CREATE (e)-[:BY]->(b)",
    ),
    finding: /graph_differs: by/,
  },
  {
    name: "two events' places exchanged",
    mount: cypher(
      `MATCH (a:LogLeaf {index: 511})<-[r:LOGGED_AS]-(x), (b:LogLeaf {index: 512})<-[s:LOGGED_AS]-(y)
       DELETE r, s CREATE (x)-[:LOGGED_AS]->(b), (y)-[:LOGGED_AS]->(a)`,
    ),
    finding: /graph_differs: place|graph_lacks: place/,
  },
  {
    name: "a kept checkpoint edited",
    mount: cypher("MATCH (c:Checkpoint) WITH c ORDER BY c.size LIMIT 1 SET c.root = 'AAAA'"),
    finding: /checkpoint_differs/,
  },
  {
    name: "the latest entries taken out, and the head left as it was",
    mount: cypher("MATCH (l:LogLeaf) WITH l ORDER BY l.index DESC LIMIT 50 DETACH DELETE l"),
    finding: /database_older/,
  },
  {
    name: "12 the database cut back to an earlier end",
    mount: cypher("MATCH (h:LogHead) SET h.size = h.size - 600"),
    finding: /database_older/,
  },
];
