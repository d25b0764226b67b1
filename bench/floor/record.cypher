// The floor of recording: the same nodes and relationships as the API wrote, in one statement of one transaction.
UNWIND $rows AS row
MATCH (actor:Actor {id: row.actor})
MATCH (deployment:Artifact {project: row.project, type: 'deployment', id: row.deployment})
CREATE (event:AuditEvent)-[:BY]->(actor)
SET event = row.event
CREATE (out:Outbox)
SET out = row.outbox
CREATE (prediction:Artifact:Prediction)
SET prediction = row.prediction
CREATE (deployment)-[served:SERVED]->(prediction)
SET served = row.served
CREATE (event)-[:ABOUT {role: 'subject'}]->(prediction)
CREATE (event)-[:ABOUT {role: 'related'}]->(deployment)
FOREACH (part IN row.payloads |
  CREATE (event)-[:CARRIES {name: part.name}]->(payload:Payload)
  SET payload = part)
