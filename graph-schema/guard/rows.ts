import { FIXED } from "./words";

/** A statement sent to a database that holds one small record. */
export interface Mutation {
  readonly name: string;
  readonly cypher: string;
  /** The rule that must refuse it, where another one would tell less. */
  readonly rule?: string;
}

/** Statements by their names, as a list. */
export function named(forms: Readonly<Record<string, string>>): Mutation[] {
  return Object.entries(forms).map(([name, cypher]) => ({ name, cypher }));
}

/** What an event holds besides its names and its stamp, and what artifacts and relationships hold that it made. */
export const OF_EVENT =
  "origin: 'acted', outcome: 'done', at: 't', recordedAt: 't', account: $actor, accountType: 'user', eventSha256: 's', note: 'n'";
export const OF_FACT = "recorded_at: 't', origin: 'acted'";

/** One row of each kind that stays, for {@link ON_ROWS}; made beside the small record. */
export const ROWS = `
  CREATE (:Migration {id: $f, checksum: 'c', note: 'n'})
  CREATE (:Outbox {eventId: $e, stamp: 1, note: 'n'})
  CREATE (:Quarantined {eventId: $f, stamp: 1, note: 'n'})
  CREATE (:Account {id: $a, account: $actor, username: $a, note: 'n'})
  CREATE (:FederatedIdentity {id: $a, accountId: $a, note: 'n'})
  CREATE (:LogLeaf {index: $n * 10 + 2000000, eventId: $f, stamp: 7, hash: 'h'})
  CREATE (:LogHead {origin: $f, size: $n * 10 + 2000001, stamp: 7, edge: [], note: 'n'})`;

const PATTERNS = {
  Migration: "(n:Migration {id: $f})",
  Outbox: "(n:Outbox {eventId: $e})",
  Quarantined: "(n:Quarantined {eventId: $f})",
  Account: "(n:Account {id: $a})",
  FederatedIdentity: "(n:FederatedIdentity {id: $a})",
  LogHead: "(n:LogHead {origin: $f})",
};

const ON_A_ROW: Readonly<Record<string, string>> = {
  DELETE: "MATCH NODE DELETE n",
  "DETACH DELETE": "MATCH NODE DETACH DELETE n",
  "DELETE and CREATE again":
    "MATCH NODE WITH n, properties(n) AS same DELETE n CREATE (m:LABEL) SET m = same, m.note = 'x'",
  "CALL IN TRANSACTIONS, deleting": "MATCH NODE CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1 ROW",
  "REMOVE of the label": "MATCH NODE REMOVE n:LABEL",
  "REMOVE of the label, then DELETE": "MATCH NODE REMOVE n:LABEL WITH n DETACH DELETE n",
  "REMOVE of everything, then DELETE": "MATCH NODE SET n = {} REMOVE n:LABEL WITH n DETACH DELETE n",
  "another label instead": "MATCH NODE REMOVE n:LABEL SET n:Other",
  "another row's label instead": "MATCH NODE REMOVE n:LABEL SET n:Lock",
  "SET of a further label": "MATCH NODE SET n:Other",
  "SET of the label Outbox or Migration": "MATCH NODE SET n:Outbox:Migration",
  "SET = {}": "MATCH NODE SET n = {}",
  "SET = properties of another": "MATCH NODE MATCH (f:Other {id: $f}) SET n = properties(f)",
  "apoc.nodes.delete": "MATCH NODE CALL apoc.nodes.delete([n], 1) YIELD value RETURN 1",
  "apoc.create.removeLabels": "MATCH NODE CALL apoc.create.removeLabels(n, ['LABEL']) YIELD node RETURN 1",
  "apoc.create.setLabels": "MATCH NODE CALL apoc.create.setLabels(n, ['Other']) YIELD node RETURN 1",
  "apoc.refactor.mergeNodes into a foreign node":
    "MATCH NODE MATCH (f:Other {id: $f}) CALL apoc.refactor.mergeNodes([f, n]) YIELD node RETURN 1",
  "apoc.refactor.rename.label": "CALL apoc.refactor.rename.label('LABEL', 'Other') YIELD batches RETURN 1",
};

const NEW_LEAF = "CREATE (:LogLeaf {index: $n + 1000000, eventId: $p, stamp: 7, hash: 'h'})";

/** What breaks a rule about one kind of row. */
const ON_ONE_KIND: Readonly<Record<string, string>> = {
  "a migration's checksum changed": "MATCH (n:Migration {id: $f}) SET n.checksum = 'other'",
  "a migration told more": "MATCH (n:Migration {id: $f}) SET n.more = 1",
  "a migration merged with another checksum": "MERGE (n:Migration {id: $f}) ON MATCH SET n.checksum = 'other'",
  "an outbox row deleted with another event's leaf": `MATCH (n:Outbox {eventId: $e}) ${NEW_LEAF} DELETE n`,
  "an outbox row renamed to another event's leaf and deleted": `MATCH (n:Outbox {eventId: $e}) ${NEW_LEAF} SET n.eventId = $p DELETE n`,
  "an outbox row quarantined and deleted": "MATCH (n:Outbox {eventId: $e}) REMOVE n:Outbox SET n:Quarantined DELETE n",
  "an outbox row quarantined as another event's":
    "MATCH (n:Outbox {eventId: $e}) REMOVE n:Outbox SET n:Quarantined, n.eventId = $p",
  "an outbox row that is quarantined and waits as well": "MATCH (n:Outbox {eventId: $e}) SET n:Quarantined",
  "a quarantined row put back": "MATCH (n:Quarantined {eventId: $f}) REMOVE n:Quarantined SET n:Outbox",
  "an account quarantined": "MATCH (n:Account {id: $a}) REMOVE n:Account SET n:Quarantined",
  "a foreign node labelled as an account": "MATCH (n:Other {id: $f}) SET n:Account",
  "the log's head set back by one entry": "MATCH (n:LogHead {origin: $f}) SET n.size = n.size - 1",
  "the log's head set back to nothing": "MATCH (n:LogHead {origin: $f}) SET n.size = 0, n.stamp = 0, n.edge = []",
  "the log's head set to text": "MATCH (n:LogHead {origin: $f}) SET n.size = toString(n.size)",
  "the log's head set to no number": "MATCH (n:LogHead {origin: $f}) SET n.size = 0.0 / 0.0",
  "the log's head set to a number that is not whole": "MATCH (n:LogHead {origin: $f}) SET n.size = toFloat(n.size)",
  "the log's head without its size": "MATCH (n:LogHead {origin: $f}) REMOVE n.size",
  "the log's head without its stamp": "MATCH (n:LogHead {origin: $f}) SET n.stamp = null",
  "the log's head with an earlier stamp": "MATCH (n:LogHead {origin: $f}) SET n.stamp = n.stamp - 1",
  "the log's head with a later stamp than its leaf": "MATCH (n:LogHead {origin: $f}) SET n.stamp = n.stamp + 1",
  "the log's head moved where no leaf is": "MATCH (n:LogHead {origin: $f}) SET n.size = n.size + 1000",
  "the log's head moved to a leaf of another stamp":
    "MATCH (n:LogHead {origin: $f}) CREATE (:LogLeaf {index: n.size, eventId: $p, stamp: n.stamp + 1, hash: 'h'}) SET n.size = n.size + 1",
  "the log's head merged anew": "MERGE (n:LogHead {origin: $f}) ON MATCH SET n.size = 0, n.stamp = 0",
};

const FORMS: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries(PATTERNS).flatMap(([label, pattern]) => [
    ...Object.entries(ON_A_ROW).map(([form, cypher]) => [
      `${label} row: ${form}`,
      cypher.replaceAll("NODE", pattern).replaceAll("LABEL", label),
    ]),
    ...(FIXED[label] ?? []).map((name) => [`${label} row: SET of ${name}`, `MATCH ${pattern} SET n.${name} = 'other'`]),
  ]),
]);

/** Every way we know to lose an operational row that has to stay, or what it is about. */
export const ON_ROWS: readonly Mutation[] = [...named(FORMS), ...named(ON_ONE_KIND)];

/** What the app does with these rows, which must pass. */
export const PERMITTED_ON_ROWS: readonly Mutation[] = named({
  "an outbox row that goes when its event gets its leaf":
    "MATCH (e:AuditEvent {id: $e}) MATCH (n:Outbox {eventId: $e}) CREATE (e)-[:LOGGED_AS]->(:LogLeaf {index: $n, eventId: $e, stamp: 1, hash: 'h'}) DELETE n",
  "an outbox row set aside": "MATCH (n:Outbox {eventId: $e}) REMOVE n:Outbox SET n:Quarantined, n.why = 'x', n.at = 1",
  "an account that changes":
    "MATCH (n:Account {id: $a}) SET n = {id: $a, account: $actor, username: $a, disabledAt: 'now'}",
  "the log's head that moves to the leaf of its transaction":
    "MATCH (n:LogHead {origin: $f}) CREATE (:LogLeaf {index: n.size, eventId: $p, stamp: 9, hash: 'h'}) SET n.size = n.size + 1, n.stamp = 9, n.edge = ['x']",
  "the log's lease, taken and given up":
    "MATCH (n:LogHead {origin: $f}) SET n.holder = 'me', n.epoch = 2, n.lockedAt = 1, n.expiresAt = 0, n.size = n.size",
  "a migration that is marked": "MERGE (m:Migration {id: $p}) ON CREATE SET m.checksum = 'c'",
  "a migration that was marked before": "MERGE (m:Migration {id: $f}) ON CREATE SET m.checksum = 'other'",
});
