import { RECORD_RELATIONSHIPS, RELATIONSHIP_TYPES } from "../catalogue";
import { LABEL_OF } from "../names";
import { STAMPS_PER_MILLISECOND } from "../values";
import {
  ERASING_ACTIONS,
  FACT_LABELS,
  FIXED,
  FROZEN_LABELS,
  GUARDED_LABELS,
  KEPT_LABELS,
  KEYS,
  LINK_TEXTS,
  LINK_WHOLES,
  MOST_AHEAD_MS,
  RISING,
  SAID_BY_EVENT,
  SAID_OF_LINKS,
  SEALED_LABELS,
  TEXTS,
  VALUES,
  WHOLES,
} from "./words";

/** The name under which the guard is installed on an external server. */
export const TRIGGER_NAME = "pedigree_guard";

function list(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(", ")}]`;
}

function has(node: string, labels: readonly string[]): string {
  return `${node}:${labels.join("|")}`;
}

function isRecord(node: string): string {
  return has(node, GUARDED_LABELS);
}

function lacksKey([label, keys]: [string, readonly string[]]): string {
  const missing = keys.map((key) => `n.${key} IS NULL`).join(" OR ");
  return `any(n IN coalesce($assignedLabels['${label}'], []) WHERE ${missing})`;
}

/** Does `entity` hold something in one of these properties that is not of this type? Nothing is of every type. */
function holdsOther(entity: string, names: readonly string[], type: string): string {
  return names.map((name) => `NOT ${entity}.${name} IS :: ${type}`).join(" OR ");
}

/** A text, a boolean or a number that JSON can say and everybody reads as the same: no infinity, no integer beyond 2^53. */
function isScalar(value: string): string {
  const [most, greatest] = [Number.MAX_SAFE_INTEGER, Number.MAX_VALUE];
  return `CASE WHEN ${value} IS :: STRING | BOOLEAN THEN true WHEN ${value} IS :: INTEGER THEN -${most} <= ${value} <= ${most}
        WHEN ${value} IS :: FLOAT THEN -${greatest} <= ${value} <= ${greatest} ELSE false END`;
}

/** Does `entity` say anything else than the event that made it, which is there? */
function saysOther(entity: string, said: typeof SAID_BY_EVENT): string {
  return Object.entries(said)
    .flatMap(([name, by]) => by.map((its) => `coalesce(${entity}.${name} <> events[${entity}.event_id].${its}, true)`))
    .join(" OR ");
}

function hasOtherValue(): string {
  return Object.entries(VALUES)
    .map(([name, values]) => `NOT n.${name} IN ${list(values)}`)
    .join(" OR ");
}

function nodeHoldsOther(type: string) {
  return ([label, names]: [string, readonly string[]]) =>
    `any(n IN coalesce($assignedLabels['${label}'], []) WHERE ${holdsOther("n", names, type)})`;
}

/** Is `change` one of a property that stays as it is on rows of this kind? */
function changesFixed([label, names]: [string, readonly string[]]): string {
  return `(n:${label} AND k IN ${list(names)})`;
}

/** Is the row of this kind set back, by any of these properties? What an entry of the maps is about may be new, or gone. */
function setsBack([label, names]: [string, readonly string[]]): string {
  return `any(k IN ${list(names)} WHERE
      any(c IN coalesce($assignedNodeProperties[k], []) WHERE
        CASE WHEN fresh[elementId(c.node)] IS NOT NULL OR gone[elementId(c.node)] IS NOT NULL THEN false
             ELSE c.node:${label} AND NOT (c.new IS :: INTEGER NOT NULL AND c.new >= c.old) END)
      OR any(c IN coalesce($removedNodeProperties[k], []) WHERE
        CASE WHEN gone[elementId(c.node)] IS NOT NULL THEN false ELSE c.node:${label} END))`;
}

/** Does the row of this kind, which one of these properties moves, end where there is no leaf? */
function endsNowhere([label, names]: [string, readonly string[]]): string {
  return `any(k IN ${list(names)} WHERE any(c IN coalesce($assignedNodeProperties[k], []) WHERE
        CASE WHEN fresh[elementId(c.node)] IS NOT NULL OR gone[elementId(c.node)] IS NOT NULL THEN false
             ELSE c.node:${label} AND NOT EXISTS {
               MATCH (l:LogLeaf) WHERE l.index = c.node.size - 1 AND l.stamp = c.node.stamp } END))`;
}

const OTHERS = KEPT_LABELS.filter((label) => label !== "Quarantined");

/** The rules about operational rows; an outbox row may become a quarantined one, or go when its event gets its leaf. */
const ROW_RULES: Readonly<Record<string, string>> = {
  "label added to a row": `any(k IN keys($assignedLabels) WHERE any(n IN $assignedLabels[k] WHERE
      CASE WHEN fresh[elementId(n)] IS NOT NULL OR gone[elementId(n)] IS NOT NULL THEN false
           ELSE (k IN ${list(KEPT_LABELS)} OR ${has("n", KEPT_LABELS)}) AND NOT (k = 'Quarantined' AND NOT ${has("n", OTHERS)}) END))`,
  "row deleted": `any(k IN ${list(KEPT_LABELS)} WHERE any(n IN coalesce($removedLabels[k], []) WHERE
      CASE WHEN gone[elementId(n)] IS NULL THEN NOT (k = 'Outbox' AND n:Quarantined)
           ELSE NOT (k = 'Outbox' AND coalesce(logged[told[elementId(n)]], false)) END))`,
  "row changed": `any(changes IN [$assignedNodeProperties, $removedNodeProperties] WHERE
      any(k IN keys(changes) WHERE any(n IN [c IN changes[k] | c.node] WHERE
        CASE WHEN fresh[elementId(n)] IS NOT NULL OR gone[elementId(n)] IS NOT NULL THEN false
             ELSE ${has("n", FROZEN_LABELS)} OR ${Object.entries(FIXED).map(changesFixed).join(" OR ")} END)))`,
  "row set back": Object.entries(RISING).map(setsBack).join(" OR "),
  "head without its leaf": Object.entries(RISING).map(endsNowhere).join(" OR "),
};

const RECORD = list(GUARDED_LABELS);
const KINDS = list(["Artifact", ...Object.values(LABEL_OF)]);
const LABELS_OF_TYPES = `{${Object.entries(LABEL_OF)
  .map(([type, label]) => `${type}: '${label}'`)
  .join(", ")}}`;
const LINEAGE = list(RELATIONSHIP_TYPES);
const GUARDED_TYPES = list([...RELATIONSHIP_TYPES, ...RECORD_RELATIONSHIPS]);

/** What new nodes and relationships must not hold; each alternative alone is refused. */
const OF_ANOTHER_TYPE: readonly string[] = [
  ...Object.entries(TEXTS).map(nodeHoldsOther("STRING")),
  ...Object.entries(WHOLES).map(nodeHoldsOther("INTEGER")),
  `any(k IN keys($assignedNodeProperties) WHERE any(c IN $assignedNodeProperties[k] WHERE
        CASE WHEN fresh[elementId(c.node)] IS NULL THEN false ELSE ${isRecord("c.node")} AND NOT ${isScalar("c.new")} END))`,
  `any(r IN $createdRelationships WHERE type(r) IN ${GUARDED_TYPES} AND (${holdsOther("r", LINK_TEXTS, "STRING")}
        OR ${holdsOther("r", LINK_WHOLES, "INTEGER")} OR any(k IN keys(r) WHERE NOT ${isScalar("r[k]")})))`,
];

/** Each broken rule by name. CASE keeps the order of evaluation: asking a deleted node for its labels fails. */
const RULES: Readonly<Record<string, string>> = {
  "label added": `any(k IN keys($assignedLabels) WHERE any(n IN $assignedLabels[k] WHERE
      CASE WHEN fresh[elementId(n)] IS NOT NULL OR gone[elementId(n)] IS NOT NULL THEN false
           ELSE k IN ${RECORD} OR ${isRecord("n")} END))`,
  "labels that do not go together": `any(k IN ${RECORD} WHERE any(n IN coalesce($assignedLabels[k], []) WHERE
      NOT CASE size(labels(n)) WHEN 1 THEN NOT k IN ${KINDS} WHEN 2 THEN n:Artifact AND coalesce(${LABELS_OF_TYPES}[n.type] IN labels(n), false)
          ELSE false END))`,
  "label removed": `any(k IN keys($removedLabels) WHERE any(n IN $removedLabels[k] WHERE
      CASE WHEN gone[elementId(n)] IS NOT NULL THEN false ELSE k IN ${RECORD} OR ${isRecord("n")} END))`,
  "node deleted": `any(k IN keys($removedLabels) WHERE k IN ${RECORD} AND NOT (k = 'Payload' AND erases)
      AND any(n IN $removedLabels[k] WHERE gone[elementId(n)] IS NOT NULL))`,
  "property changed": `any(changes IN [$assignedNodeProperties, $removedNodeProperties] WHERE
      any(k IN keys(changes) WHERE any(c IN changes[k] WHERE
        CASE WHEN fresh[elementId(c.node)] IS NOT NULL OR gone[elementId(c.node)] IS NOT NULL THEN false
             ELSE ${isRecord("c.node")} END)))`,
  "node without its key": Object.entries(KEYS).map(lacksKey).join("\n      OR "),
  "property of another type": OF_ANOTHER_TYPE.join("\n      OR "),
  "event of a time to come": `any(n IN coalesce($assignedLabels['AuditEvent'], []) WHERE NOT (n.stamp IS :: INTEGER NOT NULL
      AND n.stamp <= (timestamp() + ${MOST_AHEAD_MS}) * ${STAMPS_PER_MILLISECOND}))`,
  "no event in this transaction for the node": `any(k IN ${list(FACT_LABELS)} WHERE
      any(n IN coalesce($assignedLabels[k], []) WHERE events[n.event_id] IS NULL))`,
  "value that no event has": `any(n IN coalesce($assignedLabels['AuditEvent'], []) WHERE ${hasOtherValue()})`,
  "leaf of another event": `any(r IN $createdRelationships WHERE type(r) = 'LOGGED_AS'
      AND coalesce(endNode(r).eventId <> startNode(r).id, true))`,
  "account of somebody else": `any(r IN $createdRelationships WHERE type(r) = 'ACCOUNT_OF'
      AND fresh[elementId(startNode(r))] IS NULL)`,
  "no event in this transaction for the relationship": `any(r IN $createdRelationships WHERE type(r) IN ${LINEAGE}
      AND events[r.event_id] IS NULL)`,
  "not as its event says": `any(n IN coalesce($assignedLabels['Artifact'], []) WHERE ${saysOther("n", SAID_BY_EVENT)})
      OR any(r IN $createdRelationships WHERE type(r) IN ${LINEAGE} AND (${saysOther("r", SAID_OF_LINKS)}))`,
  "foreign relationship added": `any(r IN $createdRelationships WHERE NOT type(r) IN ${GUARDED_TYPES}
      AND (${isRecord("startNode(r)")} OR ${isRecord("endNode(r)")}))`,
  "relationship added": `any(r IN $createdRelationships WHERE
      NOT (type(r) = 'LOGGED_AS' AND fresh[elementId(endNode(r))] IS NOT NULL)
      AND any(n IN [startNode(r), endNode(r)] WHERE fresh[elementId(n)] IS NULL AND ${has("n", SEALED_LABELS)}))`,
  "relationship deleted": `any(r IN $deletedRelationships WHERE type(r) IN ${GUARDED_TYPES}
      AND NOT (type(r) = 'CARRIES' AND gone[elementId(endNode(r))] IS NOT NULL))`,
  "relationship property changed": `any(changes IN [$assignedRelationshipProperties, $removedRelationshipProperties] WHERE
      any(k IN keys(changes) WHERE any(c IN changes[k] WHERE
        CASE WHEN freshLinks[elementId(c.relationship)] IS NOT NULL OR goneLinks[elementId(c.relationship)] IS NOT NULL
             THEN false ELSE type(c.relationship) IN ${GUARDED_TYPES} END)))`,
  ...ROW_RULES,
};

/**
 * The guard for servers that are not ours, run by APOC before each commit. It states the rules of
 * graph-schema/local/Guard.java; one suite runs through both. Maps instead of `IN $createdNodes`: looking up a
 * list once per node would be quadratic in a large transaction.
 */
export function triggerCypher(): string {
  const rules = Object.entries(RULES).map(([name, rule]) => `CASE WHEN ${rule}\n    THEN '${name}' END`);
  return `
WITH apoc.map.fromPairs([n IN $createdNodes | [elementId(n), true]]) AS fresh,
     apoc.map.fromPairs([n IN $deletedNodes | [elementId(n), true]]) AS gone,
     apoc.map.fromPairs([r IN $createdRelationships | [elementId(r), true]]) AS freshLinks,
     apoc.map.fromPairs([r IN $deletedRelationships | [elementId(r), true]]) AS goneLinks,
     [n IN coalesce($assignedLabels['AuditEvent'], []) WHERE n.id IS NOT NULL] AS added,
     [n IN coalesce($assignedLabels['LogLeaf'], []) WHERE n.eventId IS NOT NULL] AS leaves,
     coalesce($removedNodeProperties['eventId'], []) AS untold
WITH fresh, gone, freshLinks, goneLinks,
     apoc.map.fromPairs([n IN leaves | [n.eventId, true]]) AS logged,
     apoc.map.fromPairs([c IN untold WHERE gone[elementId(c.node)] IS NOT NULL | [elementId(c.node), c.old]]) AS told,
     apoc.map.fromPairs([n IN added | [n.id, n]]) AS events,
     any(n IN added WHERE n.action IN ${list(ERASING_ACTIONS)}) AS erases
WITH coalesce(
  ${rules.join(",\n  ")}
) AS broken
CALL apoc.util.validate(broken IS NOT NULL, 'AUDIT_IMMUTABLE %s', [broken])
RETURN 1`;
}
