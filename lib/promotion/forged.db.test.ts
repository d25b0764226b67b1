import type { Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { configuration } from "@/lib/env";
import { migrate } from "@/lib/graph/migrate";
import { read, write } from "@/lib/graph/session";
import { serveKeys } from "@/lib/keys/server";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import type { Acting } from "./act";
import { loadPromotion } from "./load";
import { promote } from "./promote";
import { requestPromotion } from "./request";
import { giveVerdict } from "./verdict";

// Without the guard, which would veto what the intruder writes: here only the signatures stand.
ownDatabase({ guard: false });

let keys: Server | undefined;
beforeAll(async () => {
  const { home, signerSocket } = configuration();
  keys = await serveKeys({ directory: join(home, "keys"), socket: signerSocket });
  await migrate();
});
afterAll(() => keys?.close());

/** Copies the approval with its event under new ids; $account stands in the copy instead of the one who approved. */
const FORGE = `
  MATCH (real:Approval)-[:APPROVES]->(request:PromotionRequest {project: $project, id: $id})
  MATCH (event:AuditEvent {id: real.event_id})
  CREATE (copy:AuditEvent)
  SET copy = event {.*, id: $forged, eventId: $forged, stamp: event.stamp + 1, account: $account,
    note: replace(replace(event.note, event.id, $forged), event.account, $account)}
  CREATE (approval:Artifact:Approval)
  SET approval = real {.*, id: $forged, event_id: $forged, by: $account}
  CREATE (approval)-[:APPROVES {event_id: $forged, stamp: copy.stamp, origin: 'acted'}]->(request)`;

test("an approval that somebody with access to the database wrote, event and all, does not open the gate", async () => {
  const source = await testSource(true);
  const acting = async (): Promise<Acting> => ({ actor: await testActor(), project: source.project });
  const timestamp = new Date().toISOString();
  const version = { type: "model_version", id: "v1" };
  await send(source, { event_id: "e1", action: "register", timestamp, subject: version });
  const asked = await requestPromotion(await acting(), {
    modelVersion: "v1",
    fromStage: "staging",
    toStage: "production",
  });
  const id = asked.outcome === "done" ? (asked.made?.id ?? "") : "";
  expect(await giveVerdict(await acting(), id, "approve")).toMatchObject({ outcome: "done" });

  const { account } = (await acting()).actor;
  await write((tx) => tx.run(FORGE, { project: source.project, id, forged: "forged", account }));
  const { row, promotion } = await read((tx) => loadPromotion(tx, source.project, id));
  expect(row.approvals).toHaveLength(2);
  expect(promotion.approvals).toHaveLength(1);
  const attempt = await promote(await acting(), id);
  expect(attempt).toMatchObject({ outcome: "refused" });
  expect(attempt.outcome === "refused" && attempt.reasons[0]).toEqual({
    code: "approvals_missing",
    params: { missing: 1, needed: 2 },
  });
});
