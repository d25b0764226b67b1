// The floor of an upstream walk: the same artifacts and relationships, without order, counts, total or page.
// $usual stands for the relationship types that point upstream, as the catalogue lists them.
MATCH (p:Artifact {project: $project, type: 'prediction', id: $id})<-[served:SERVED]-(d:Deployment)
MATCH (d)-[:$usual*0..9]->(m:Artifact)
WITH p, served, d, collect(DISTINCT m) AS found
UNWIND [p] + found AS n
RETURN properties(n) AS artifact,
       [(n)-[r:$usual]->(x) | [type(r), x.type, x.id]] + CASE WHEN n = d THEN [['SERVED', p.type, p.id]] ELSE [] END AS edges
