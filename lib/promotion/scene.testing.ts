import { z } from "zod";
import { Reason } from "@/graph-schema/envelope";
import { read } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import type { Signature } from "@/lib/identity/reauthenticate";
import type { Source } from "@/lib/ledger/prepare";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import type { Acted, Acting } from "./act";
import { requestPromotion } from "./request";

/** What the people of the tests are. */
export const APPROVER: Acting["caller"] = { roles: ["approver"], behind: [] };
/** A person who showed who they are. */
export const SIGNED: Signature = { method: "password", refused: [] };

/** How an act ended: `done`, or the codes of the reasons why not. */
export async function told(act: Promise<Acted>): Promise<string> {
  const acted = await act;
  return acted.outcome === "done" ? "done" : acted.reasons.map(({ code }) => code).join(" ");
}

const Refusal = z.object({
  action: z.string(),
  reasons: z.string().transform((text) => z.array(Reason).parse(JSON.parse(text))),
});

/** The refused attempts that are on record in a project, oldest first: what was tried, and the codes of the reasons why not. */
export async function refusals(project: string): Promise<string[]> {
  const refused = `
    MATCH (e:AuditEvent {project: $project, outcome: 'refused'}) WHERE e.stamp > 0
    RETURN e.action AS action, e.reasons AS reasons ORDER BY e.stamp`;
  const rows = await read((tx) => tx.rows(refused, { project }, Refusal));
  return rows.map(({ action, reasons }) => [action, ...reasons.map(({ code }) => code)].join(" "));
}

/** An act of `source`'s service: `subject` attests what `result` came to, about `version`. */
export function attestation(subject: string, version: string, result: string, claim = "tests") {
  return {
    event_id: `event of ${subject}`,
    action: "attest",
    timestamp: new Date().toISOString(),
    subject: { type: "attestation", id: subject },
    related: [{ type: "model_version", id: version }],
    metadata: { claim, result },
  };
}

function registered(version: string, model: string) {
  const declares = [{ type: "model", id: model }];
  const subject = { type: "model_version", id: version };
  const timestamp = new Date().toISOString();
  const related = [...declares, { type: "run", id: "R1" }];
  const metadata = { sha256: sha256(version) };
  return { event_id: `event of ${version}`, action: "register", timestamp, subject, related, declares, metadata };
}

/** A run that used a dataset. */
function trained() {
  const timestamp = new Date().toISOString();
  const [data, run] = [
    { type: "dataset_version", id: "DS:1" },
    { type: "run", id: "R1" },
  ];
  return [
    { event_id: "event of DS:1", action: "record", timestamp, subject: data },
    { event_id: "event of R1", action: "start", timestamp, subject: run, related: [data] },
  ];
}

/** A project with a model of two versions, of which `v1` passed its tests, and somebody's request to promote that one. */
export async function requested() {
  const source: Source = await testSource(true);
  const { project } = source;
  const acting = async (): Promise<Acting> => ({ actor: await testActor(), project, caller: APPROVER });
  await send(source, [
    ...trained(),
    registered("v1", "m"),
    registered("v2", "m"),
    attestation("att:1", "v1", "passed"),
  ]);
  const requester = await acting();
  const wanted = { modelVersion: "v1", fromStage: "staging", toStage: "production" };
  const asked = await requestPromotion(requester, wanted);
  const id = asked.outcome === "done" ? (asked.made?.id ?? "") : "";
  return { id, acting, project, source, requester };
}
