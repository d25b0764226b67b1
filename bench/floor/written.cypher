// What the API wrote for the predictions of a project, as rows of record.cypher.
MATCH (event:AuditEvent {project: $project, action: 'predict'})-[:ABOUT {role: 'subject'}]->(prediction:Prediction)
MATCH (deployment:Deployment)-[served:SERVED]->(prediction)
MATCH (event)-[:BY]->(actor:Actor)
RETURN properties(event) AS event, properties(prediction) AS prediction, properties(served) AS served,
       deployment.id AS deployment, actor.id AS actor, event.project AS project,
       COLLECT { MATCH (out:Outbox {eventId: event.id}) RETURN properties(out) }[0] AS outbox,
       COLLECT { MATCH (event)-[:CARRIES]->(part:Payload) RETURN properties(part) } AS payloads
ORDER BY event.stamp
