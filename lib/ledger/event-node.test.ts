import { expect, test } from "vitest";
import { Envelope, PayloadCommitment } from "@/graph-schema/envelope";
import { TEXTS, WHOLES } from "@/graph-schema/guard/words";
import { eventProperties, payloadProperties } from "./event-node";

const ID = "01a22222-681f-77c6-994a-f983ccfa5d96";
const DIGEST = `sha256:${"0".repeat(64)}`;
const PSEUDONYM = `p1:${"x".repeat(43)}`;

const PART = PayloadCommitment.parse({ name: "comment", key: "k", sha256: DIGEST, bytes: 1 });

/** An event that says everything an event can say in its properties. */
const EVERYTHING = Envelope.parse({
  v: 1,
  id: ID,
  event_id: "e1",
  request_digest: "0".repeat(64),
  project: "default",
  action: "approve",
  origin: "acted",
  outcome: "refused",
  reasons: [{ code: "own_request", params: {} }],
  facts: { comment: true },
  actor: { type: "user", account: PSEUDONYM, person: PSEUDONYM },
  at: "2026-01-01T00:00:00.000Z",
  recorded_at: "2026-01-01T00:00:00.000Z",
  stamp: 1,
  subject: { type: "promotion_request", id: "pr:1" },
  signed: { key: DIGEST, dsse_sha256: DIGEST },
  refers_to: ID,
  sequence: 1,
  payloads: [PART],
});

function namesOfType(properties: object, type: string): string[] {
  return Object.entries(properties).flatMap(([name, value]) => (typeof value === type ? [name] : []));
}

test("the guard knows of each property of an event and of a part whether it is a text or a whole number", () => {
  const event = eventProperties(EVERYTHING, "{}\n\nsignature\n");
  expect(namesOfType(event, "string").sort()).toEqual(TEXTS.AuditEvent?.toSorted());
  expect(namesOfType(event, "number").sort()).toEqual(WHOLES.AuditEvent?.toSorted());
  const part = { ...payloadProperties(ID, PART), ciphertext: "" };
  expect(namesOfType(part, "string").sort()).toEqual(TEXTS.Payload?.toSorted());
  expect(namesOfType(part, "number").sort()).toEqual(WHOLES.Payload?.toSorted());
});
