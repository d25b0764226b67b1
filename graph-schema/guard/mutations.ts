import { type Mutation, named, OF_EVENT, OF_FACT, ON_ROWS, PERMITTED_ON_ROWS, ROWS } from "./rows";
import { NEW_EVENT, OF_ANOTHER_TYPE, PERMITTED_TYPES, UNLIKE_AN_EVENT } from "./types";

/** One event with everything it can bring along, and a node that is no part of the record. */
export const RECORD = `
  CREATE (e:AuditEvent {id: $e, project: $p, action: 'record', stamp: 1, ${OF_EVENT}})
  CREATE (a:Artifact:Run {project: $p, type: 'run', id: $a, event_id: $e, stamp: 1, ${OF_FACT}, note: 'n'})
  CREATE (d:Artifact:DatasetVersion {project: $p, type: 'dataset_version', id: $d, event_id: $e, stamp: 1, ${OF_FACT}, note: 'n'})
  CREATE (actor:Actor {id: $actor, note: 'n'})
  CREATE (y:Payload {id: $y, event_id: $e, note: 'n'})
  CREATE (a)-[:USED {event_id: $e, stamp: 1, origin: 'acted', note: 'n'}]->(d)
  CREATE (e)-[:ABOUT {role: 'subject', note: 'n'}]->(a)
  CREATE (e)-[:BY {note: 'n'}]->(actor)
  CREATE (e)-[:CARRIES {note: 'n'}]->(y)
  CREATE (f:Other {id: $f, note: 'n'})-[:NEAR]->(:Other {id: $f + '-2'})
  ${ROWS}`;

const NODES = {
  AuditEvent: "(n:AuditEvent {id: $e})",
  Run: "(n:Run {id: $a})",
  Payload: "(n:Payload {id: $y})",
  Actor: "(n:Actor {id: $actor})",
};

const ON_A_NODE: Readonly<Record<string, string>> = {
  "DELETE with its relationships": "MATCH NODE MATCH (n)-[r]-() DELETE r, n",
  "DETACH DELETE": "MATCH NODE DETACH DELETE n",
  "DETACH DELETE of a path": "MATCH p = NODE--() DETACH DELETE p",
  "REMOVE of the label": "MATCH NODE REMOVE n:LABEL",
  "REMOVE of the label, then SET": "MATCH NODE REMOVE n:LABEL SET n.note = 'changed'",
  "REMOVE of the label, then DELETE": "MATCH NODE REMOVE n:LABEL WITH n DETACH DELETE n",
  "REMOVE of everything, then DELETE": "MATCH NODE SET n = {} REMOVE n:LABEL WITH n DETACH DELETE n",
  "SET of a further label": "MATCH NODE SET n:Other",
  "SET of an operational label": "MATCH NODE SET n:Outbox",
  "SET of another record label": "MATCH NODE SET n:Checkpoint",
  "SET of a property": "MATCH NODE SET n.note = 'changed'",
  "SET of the identity": "MATCH NODE SET n.id = n.id + 'x'",
  "SET of a new property": "MATCH NODE SET n.more = 1",
  "SET through a computed key": "MATCH NODE SET n['no' + 'te'] = 'changed'",
  "SET +=": "MATCH NODE SET n += {note: 'changed', more: 1}",
  "SET = {}": "MATCH NODE SET n = {}",
  "SET = properties of another": "MATCH NODE MATCH (f:Other {id: $f}) SET n = properties(f)",
  "SET to null": "MATCH NODE SET n.note = null",
  "REMOVE of a property": "MATCH NODE REMOVE n.note",
  "MERGE ON MATCH": "MERGE NODE ON MATCH SET n.note = 'changed'",
  FOREACH: "MATCH NODE FOREACH (x IN [1] | SET n.note = 'changed')",
  "a subquery": "MATCH NODE CALL (n) { SET n.note = 'changed' } RETURN 1",
  "CALL IN TRANSACTIONS": "MATCH NODE CALL (n) { SET n.note = 'changed' } IN TRANSACTIONS OF 1 ROW",
  "CALL IN TRANSACTIONS, deleting": "MATCH NODE CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1 ROW",
  "CALL IN TRANSACTIONS ON ERROR CONTINUE":
    "MATCH NODE CALL (n) { SET n.note = 'changed' } IN TRANSACTIONS OF 1 ROW ON ERROR CONTINUE",
  "a foreign relationship out": "MATCH NODE MATCH (f:Other {id: $f}) CREATE (n)-[:FOREIGN]->(f)",
  "a foreign relationship in": "MATCH NODE MATCH (f:Other {id: $f}) CREATE (f)-[:FOREIGN]->(n)",
  "a foreign relationship by MERGE": "MATCH NODE MATCH (f:Other {id: $f}) MERGE (n)-[:FOREIGN]->(f)",
  "a foreign relationship to itself": "MATCH NODE CREATE (n)-[:FOREIGN]->(n)",
  "db.create.setNodeVectorProperty": "MATCH NODE CALL db.create.setNodeVectorProperty(n, 'note', [1.0, 2.0])",
  "apoc.create.setProperty": "MATCH NODE CALL apoc.create.setProperty(n, 'note', 'changed') YIELD node RETURN 1",
  "apoc.create.removeProperties": "MATCH NODE CALL apoc.create.removeProperties(n, ['note']) YIELD node RETURN 1",
  "apoc.create.addLabels": "MATCH NODE CALL apoc.create.addLabels(n, ['Other']) YIELD node RETURN 1",
  "apoc.create.setLabels": "MATCH NODE CALL apoc.create.setLabels(n, ['Other']) YIELD node RETURN 1",
  "apoc.create.removeLabels": "MATCH NODE CALL apoc.create.removeLabels(n, ['LABEL']) YIELD node RETURN 1",
  "apoc.nodes.delete": "MATCH NODE CALL apoc.nodes.delete([n], 1) YIELD value RETURN 1",
  "apoc.atomic.concat": "MATCH NODE CALL apoc.atomic.concat(n, 'note', 'x') YIELD newValue RETURN 1",
  "apoc.merge.node": "CALL apoc.merge.node(['LABEL'], {id: THE_ID}, {}, {note: 'changed'}) YIELD node RETURN 1",
  "apoc.refactor.mergeNodes":
    "MATCH NODE MATCH (f:Other {id: $f}) CALL apoc.refactor.mergeNodes([n, f]) YIELD node RETURN 1",
  "apoc.refactor.mergeNodes into a foreign node":
    "MATCH NODE MATCH (f:Other {id: $f}) CALL apoc.refactor.mergeNodes([f, n]) YIELD node RETURN 1",
  "apoc.refactor.rename.label": "CALL apoc.refactor.rename.label('LABEL', 'Other') YIELD batches RETURN 1",
  "apoc.refactor.rename.nodeProperty":
    "MATCH NODE WITH collect(n) AS ns CALL apoc.refactor.rename.nodeProperty('note', 'other', ns) YIELD batches RETURN 1",
  "apoc.refactor.normalizeAsBoolean": "MATCH NODE CALL apoc.refactor.normalizeAsBoolean(n, 'note', ['n'], []) RETURN 1",
  "apoc.periodic.iterate":
    "CALL apoc.periodic.iterate('MATCH NODE RETURN n', 'SET n.note = \"changed\"', {params: {e: $e, a: $a, d: $d, y: $y, actor: $actor}}) YIELD batches RETURN 1",
  "apoc.periodic.commit":
    'CALL apoc.periodic.commit(\'MATCH NODE WHERE n.note = "n" SET n.note = "changed" RETURN 1 LIMIT $limit\', {limit: 1, e: $e, a: $a, d: $d, y: $y, actor: $actor}) YIELD updates RETURN 1',
  "apoc.cypher.doIt":
    "MATCH NODE CALL apoc.cypher.doIt('SET n.note = \"changed\" RETURN 1', {n: n}) YIELD value RETURN 1",
};

const LINKS = {
  USED: "(:Run {id: $a})-[r:USED]->()",
  ABOUT: "(:AuditEvent {id: $e})-[r:ABOUT]->()",
  BY: "(:AuditEvent {id: $e})-[r:BY]->()",
  CARRIES: "(:AuditEvent {id: $e})-[r:CARRIES]->()",
};

const ON_A_LINK: Readonly<Record<string, string>> = {
  DELETE: "MATCH LINK DELETE r",
  "DELETE and CREATE again":
    "MATCH LINK WITH r, startNode(r) AS s, endNode(r) AS t, properties(r) AS same DELETE r CREATE (s)-[n:TYPE]->(t) SET n = same",
  "SET of a property": "MATCH LINK SET r.note = 'changed'",
  "SET of a new property": "MATCH LINK SET r.more = 1",
  "SET = {}": "MATCH LINK SET r = {}",
  "SET +=": "MATCH LINK SET r += {note: null}",
  "REMOVE of a property": "MATCH LINK REMOVE r.note",
  "MERGE ON MATCH":
    "MATCH LINK WITH startNode(r) AS s, endNode(r) AS t MERGE (s)-[m:TYPE]->(t) ON MATCH SET m.note = 'changed'",
  "CALL IN TRANSACTIONS": "MATCH LINK CALL (r) { DELETE r } IN TRANSACTIONS OF 1 ROW",
  "apoc.create.setRelProperty": "MATCH LINK CALL apoc.create.setRelProperty(r, 'note', 'changed') YIELD rel RETURN 1",
  "apoc.refactor.setType": "MATCH LINK CALL apoc.refactor.setType(r, 'FOREIGN') YIELD output RETURN 1",
  "apoc.refactor.invert": "MATCH LINK CALL apoc.refactor.invert(r) YIELD output RETURN 1",
  "apoc.refactor.to": "MATCH LINK MATCH (f:Other {id: $f}) CALL apoc.refactor.to(r, f) YIELD output RETURN 1",
  "apoc.refactor.from": "MATCH LINK MATCH (f:Other {id: $f}) CALL apoc.refactor.from(r, f) YIELD output RETURN 1",
  "apoc.refactor.rename.type": "CALL apoc.refactor.rename.type('TYPE', 'FOREIGN') YIELD batches RETURN 1",
};

const ON_THE_RECORD: Readonly<Record<string, string>> = {
  "a foreign node labelled as an event": "MATCH (f:Other {id: $f}) SET f:AuditEvent",
  "a foreign node labelled as an artifact": "MATCH (f:Other {id: $f}) SET f:Artifact:Run",
  "a foreign node labelled as a payload": "MATCH (f:Other {id: $f}) SET f:Payload",
  "a further subject for an old event":
    "MATCH (e:AuditEvent {id: $e}), (d:DatasetVersion {id: $d}) CREATE (e)-[:ABOUT]->(d)",
  "a further actor for an old event": "MATCH (e:AuditEvent {id: $e}) CREATE (e)-[:BY]->(:Actor {id: $f + '-x'})",
  "a further payload for an old event":
    "MATCH (e:AuditEvent {id: $e}) CREATE (e)-[:CARRIES]->(:Payload {id: $y + '-x', event_id: $e})",
  "an old payload for a new event": `${NEW_EVENT} WITH new MATCH (y:Payload {id: $y}) CREATE (new)-[:CARRIES]->(y)`,
  "an artifact without an event":
    "CREATE (:Artifact:Run {project: $p, type: 'run', id: $f + '-x', event_id: 'none', stamp: 2})",
  "an artifact of an old event":
    "CREATE (:Artifact:Run {project: $p, type: 'run', id: $f + '-x', event_id: $e, stamp: 2})",
  "an artifact that names no event": "CREATE (:Artifact:Run {project: $p, type: 'run', id: $f + '-x', stamp: 2})",
  "an artifact without its id": `${NEW_EVENT} CREATE (:Artifact:Run {project: $p, type: 'run', event_id: $e + '-new', stamp: 2})`,
  "a kind without the label Artifact": `${NEW_EVENT} CREATE (:Run {project: $p, type: 'run', id: $f + '-x', event_id: $e + '-new', stamp: 2})`,
  "a payload without an event": "CREATE (:Payload {id: $y + '-x', event_id: 'none'})",
  "an event without its id": `CREATE (:AuditEvent {project: $p, action: 'record', stamp: 2, ${OF_EVENT}})`,
  "an event without its note": `${NEW_EVENT} SET new.note = null`,
  "an event of the next century": `CREATE (:AuditEvent {id: $e + '-new', project: $p, action: 'record', stamp: 4398046511104000, ${OF_EVENT}})`,
  "an event ten seconds from now": `CREATE (:AuditEvent {id: $e + '-new', project: $p, action: 'record', stamp: (timestamp() + 10000) * 1024, ${OF_EVENT}})`,
  "an event whose stamp is no whole number": `CREATE (:AuditEvent {id: $e + '-new', project: $p, action: 'record', stamp: 1.5, ${OF_EVENT}})`,
  "an event that is operational too": `CREATE (:AuditEvent:Outbox {id: $f + '-x', project: $p, action: 'record', stamp: 2, ${OF_EVENT}})`,
  "a lineage relationship without an event":
    "MATCH (a:Run {id: $a}), (d:DatasetVersion {id: $d}) CREATE (a)-[:USED]->(d)",
  "a lineage relationship of an old event":
    "MATCH (a:Run {id: $a}), (d:DatasetVersion {id: $d}) CREATE (a)-[:USED {event_id: $e, stamp: 2}]->(d)",
  "a payload deleted under a view": `${NEW_EVENT} SET new.action = 'view' WITH new MATCH (y:Payload {id: $y}) DETACH DELETE y`,
  "a payload's relationship deleted under an erasure": `${NEW_EVENT} SET new.action = 'erase' WITH new MATCH ()-[r:CARRIES]->(:Payload {id: $y}) DELETE r`,
  "an event deleted under an erasure": `${NEW_EVENT} SET new.action = 'erase' WITH new MATCH (e:AuditEvent {id: $e}) DETACH DELETE e`,
  "a payload changed under an erasure": `${NEW_EVENT} SET new.action = 'erase' WITH new MATCH (y:Payload {id: $y}) SET y.note = null`,
  "everything deleted": "MATCH (n) DETACH DELETE n",
  "everything deleted in batches": "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2 ROWS",
};

function onNodes(): Mutation[] {
  return Object.entries(NODES).flatMap(([label, pattern]) =>
    Object.entries(ON_A_NODE).map(([form, cypher]) => ({
      name: `${label}: ${form}`,
      cypher: cypher
        .replaceAll("NODE", pattern)
        .replaceAll("LABEL", label)
        .replaceAll("THE_ID", /\$\w+/.exec(pattern)?.[0] ?? ""),
    })),
  );
}

function onLinks(): Mutation[] {
  return Object.entries(LINKS).flatMap(([type, pattern]) =>
    Object.entries(ON_A_LINK).map(([form, cypher]) => ({
      name: `${type}: ${form}`,
      cypher: cypher.replaceAll("LINK", pattern).replaceAll("TYPE", type),
    })),
  );
}

/** Procedures and batches that report something else than the veto, some of them success. */
export const HIDES_THE_VETO = /IN TRANSACTIONS|in batches|refactor\.rename|apoc\.periodic/;

/** Every way we know to change or delete a part of the record, or to add to it without an event. */
export function mutations(): readonly Mutation[] {
  return [...onNodes(), ...onLinks(), ...named(ON_THE_RECORD), ...OF_ANOTHER_TYPE, ...UNLIKE_AN_EVENT, ...ON_ROWS];
}

/** What the guard must let pass, or nothing could ever be recorded. */
export const PERMITTED: readonly Mutation[] = [
  {
    name: "a new event about old artifacts",
    cypher: `${NEW_EVENT} WITH new MATCH (a:Run {id: $a}), (actor:Actor {id: $actor}) CREATE (new)-[:ABOUT]->(a), (new)-[:BY]->(actor)`,
  },
  {
    name: "a late lineage relationship by a new event",
    cypher: `${NEW_EVENT} WITH new MATCH (a:Run {id: $a}), (d:DatasetVersion {id: $d}) CREATE (a)-[:USED {event_id: new.id, stamp: 2, origin: 'acted'}]->(d)`,
  },
  { name: "creating and completing in one transaction", cypher: `${NEW_EVENT} SET new.note = 'x' SET new.note = 'y'` },
  {
    name: "an event of just now",
    cypher: `CREATE (:AuditEvent {id: $e + '-new', project: $p, action: 'record', stamp: timestamp() * 1024, ${OF_EVENT}})`,
  },
  { name: "setting what is already there", cypher: "MATCH (e:AuditEvent {id: $e}) SET e.note = e.note" },
  {
    name: "a payload erased together with the event that says so",
    cypher: `${NEW_EVENT} SET new.action = 'erase' WITH new MATCH (y:Payload {id: $y}) DETACH DELETE y`,
  },
  {
    name: "an event's place in the log, told by its leaf",
    cypher:
      "MATCH (e:AuditEvent {id: $e}) CREATE (e)-[:LOGGED_AS]->(:LogLeaf {index: $n, eventId: $e, stamp: 1, hash: 'h'})",
  },
  { name: "operational rows", cypher: "CREATE (j:Job {id: $e}) WITH j SET j.result = 1 WITH j DELETE j" },
  ...PERMITTED_TYPES,
  ...PERMITTED_ON_ROWS,
  { name: "foreign nodes", cypher: "MATCH (f:Other {id: $f}) SET f:More, f.note = 'x' WITH f DETACH DELETE f" },
];
