import { type Mutation, named, OF_EVENT, OF_FACT } from "./rows";

/** An event beside the small record, for statements that go on from it. */
export const NEW_EVENT = `CREATE (new:AuditEvent {id: $e + '-new', project: $p, action: 'record', stamp: 2, ${OF_EVENT}})`;

function artifact(more: string): string {
  return `${NEW_EVENT} CREATE (:Artifact:Run {project: $p, type: 'run', event_id: new.id, stamp: 2, ${OF_FACT}, ${more}})`;
}

const RUN = artifact("id: $f + '-x'");
const USES = `${NEW_EVENT} WITH new MATCH (a:Run {id: $a}), (d:DatasetVersion {id: $d}) CREATE (a)-[:USED LINK]->(d)`;

function link(properties: string): string {
  return USES.replace("LINK", `{event_id: new.id, ${properties}}`);
}

/** New nodes and relationships of the record that hold what the recorder never writes there. */
export const OF_ANOTHER_TYPE: readonly Mutation[] = named({
  "an event whose note is a number": `${NEW_EVENT} SET new.note = 7`,
  "an event whose id is a list": `${NEW_EVENT} SET new.id = [new.id]`,
  "an event that is about a number": `${NEW_EVENT} SET new.subjectId = 7`,
  "an event of a point in time": `${NEW_EVENT} SET new.recordedAt = datetime()`,
  "an event whose place among decisions is a text": `${NEW_EVENT} SET new.sequence = '1'`,
  "an event with a point": `${NEW_EVENT} SET new.more = point({x: 1, y: 2})`,
  "an event whose place among decisions is beyond what is exact": `${NEW_EVENT} SET new.sequence = 9007199254740993`,
  "an event with no number": `${NEW_EVENT} SET new.more = 0.0 / 0.0`,
  "an artifact whose id is a number": artifact("id: 7"),
  "an artifact with a list": artifact("id: $f + '-x', more: ['x']"),
  "an artifact with infinity": artifact("id: $f + '-x', more: 1.0 / 0.0"),
  "a payload that is a list": `${NEW_EVENT} CREATE (new)-[:CARRIES]->(:Payload {id: $y + '-x', event_id: new.id, ciphertext: ['x']})`,
  "an actor whose id is a duration": "CREATE (:Actor {id: duration('P1D')})",
  "a leaf whose place is a text": "CREATE (:LogLeaf {index: '7', eventId: $f + '-x', stamp: 7, hash: 'h'})",
  "a subject in the role of a number": `${NEW_EVENT} WITH new MATCH (a:Run {id: $a}) CREATE (new)-[:ABOUT {role: 7}]->(a)`,
  "a subject with a list": `${NEW_EVENT} WITH new MATCH (a:Run {id: $a}) CREATE (new)-[:ABOUT {more: [1]}]->(a)`,
  "a lineage relationship whose stamp is a text": link("stamp: '2', origin: 'acted'"),
  "a lineage relationship with a day": link("stamp: 2, origin: 'acted', more: date()"),
}).map((mutation) => ({ ...mutation, rule: "property of another type" }));

/** New nodes and relationships that say what the event that makes them does not, or what no event says. */
export const UNLIKE_AN_EVENT: readonly Mutation[] = named({
  "an artifact of a later stamp than its event": RUN.replace("stamp: 2, rec", "stamp: 3, rec"),
  "an artifact of a stamp beyond all": RUN.replace("stamp: 2, rec", "stamp: 9007199254740991, rec"),
  "an artifact of another project than its event": RUN.replace("project: $p, type", "project: $f, type"),
  "an artifact that is acted of an event that is asserted": `${RUN} SET new.origin = 'asserted'`,
  "an artifact without when it was recorded": RUN.replace("recorded_at: 't', ", ""),
  "an artifact of a type that there is not": RUN.replace("type: 'run'", "type: 'nonsense'"),
  "an artifact of another type than its label": RUN.replace("type: 'run'", "type: 'model'"),
  "an artifact of two kinds": RUN.replace(":Artifact:Run", ":Artifact:Run:Prediction"),
  "an artifact of no kind": RUN.replace(":Artifact:Run", ":Artifact"),
  "an event that is an artifact, too": `${NEW_EVENT} SET new:Artifact:Run, new.type = 'run', new.event_id = new.id, new.recorded_at = 't'`,
  "an event that is an actor, too": `${NEW_EVENT} SET new:Actor`,
  "an event with a label that nobody knows": `${NEW_EVENT} SET new:Other`,
  "an event without its time": `${NEW_EVENT} SET new.at = null`,
  "an event of an unheard-of origin": `${NEW_EVENT} SET new.origin = 'x'`,
  "an event of an unheard-of outcome": `${NEW_EVENT} SET new.outcome = ''`,
  "a lineage relationship of a later stamp than its event": link("stamp: 3, origin: 'acted'"),
  "a lineage relationship without its origin": link("stamp: 2"),
  "a leaf for another event":
    "MATCH (e:AuditEvent {id: $e}) CREATE (e)-[:LOGGED_AS]->(:LogLeaf {index: $n, eventId: $f + '-x', stamp: 1, hash: 'h'})",
  "a leaf without its hash":
    "MATCH (e:AuditEvent {id: $e}) CREATE (e)-[:LOGGED_AS]->(:LogLeaf {index: $n, eventId: $e, stamp: 1})",
  "a checkpoint of nothing but a size": "CREATE (:Checkpoint {size: $n + 1000000})",
  "an account of a second person": "MATCH (a:Actor {id: $actor}) CREATE (a)-[:ACCOUNT_OF]->(:Person {id: $f + '-x'})",
});

export const PERMITTED_TYPES: readonly Mutation[] = named({
  "an artifact with facts of each type": artifact("id: $f + '-x', a: 'x', b: 1, c: 1.5, d: true, e: -9007199254740991"),
  "an account with its person":
    "CREATE (:Actor {id: $f + '-x', type: 'user'})-[:ACCOUNT_OF]->(:Person {id: $f + '-x'})",
});
