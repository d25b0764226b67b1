import { type Mutation, named } from "./rows";

/** An event beside the small record, for statements that go on from it. */
export const NEW_EVENT =
  "CREATE (new:AuditEvent {id: $e + '-new', project: $p, action: 'record', stamp: 2, note: 'n'})";

/** New nodes and relationships of the record that hold what the recorder never writes there. */
export const OF_ANOTHER_TYPE: readonly Mutation[] = named({
  "an event whose note is a number": `${NEW_EVENT} SET new.note = 7`,
  "an event whose id is a list": `${NEW_EVENT} SET new.id = [new.id]`,
  "an event that is about a number": `${NEW_EVENT} SET new.subjectId = 7`,
  "an event of a point in time": `${NEW_EVENT} SET new.recordedAt = datetime()`,
  "an event whose place among decisions is a text": `${NEW_EVENT} SET new.sequence = '1'`,
  "an event with a point": `${NEW_EVENT} SET new.more = point({x: 1, y: 2})`,
  "an artifact whose id is a number": `${NEW_EVENT} CREATE (:Artifact:Run {project: $p, type: 'run', id: 7, event_id: new.id, stamp: 2})`,
  "an artifact with a list": `${NEW_EVENT} CREATE (:Artifact:Run {project: $p, type: 'run', id: $f + '-x', event_id: new.id, stamp: 2, more: ['x']})`,
  "a payload that is a list": `${NEW_EVENT} CREATE (new)-[:CARRIES]->(:Payload {id: $y + '-x', event_id: new.id, ciphertext: ['x']})`,
  "an actor whose id is a duration": "CREATE (:Actor {id: duration('P1D')})",
  "a leaf whose place is a text": "CREATE (:LogLeaf {index: '7', eventId: $f + '-x'})",
  "a subject in the role of a number": `${NEW_EVENT} WITH new MATCH (a:Run {id: $a}) CREATE (new)-[:ABOUT {role: 7}]->(a)`,
  "a lineage relationship whose stamp is a text": `${NEW_EVENT} WITH new MATCH (a:Run {id: $a}), (d:DatasetVersion {id: $d}) CREATE (a)-[:USED {event_id: new.id, stamp: '2'}]->(d)`,
}).map((mutation) => ({ ...mutation, rule: "property of another type" }));

export const PERMITTED_TYPES: readonly Mutation[] = named({
  "an artifact with facts of each type": `${NEW_EVENT} CREATE (:Artifact:Run {project: $p, type: 'run', id: $f + '-x', event_id: new.id, stamp: 2, a: 'x', b: 1, c: 1.5, d: true})`,
});
