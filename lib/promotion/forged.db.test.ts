import { describe, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { read, write } from "@/lib/graph/session";
import { testActor } from "@/lib/ledger/testing";
import { openFindings, raise, resolve } from "@/lib/log/findings";
import { loadPromotion } from "./load";
import { promote } from "./promote";
import { requestPromotion } from "./request";
import { retire } from "./retire";
import { refusals, requested, SIGNED, told } from "./scene.testing";
import { giveVerdict } from "./verdict";

// Without the guard, which would veto what the intruder writes: here only the signatures stand.
ownDatabase({ guard: false, isReady: true });

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
  const { id, acting, project } = await requested();
  expect(await told(giveVerdict(await acting(), id, "approve", { signature: SIGNED }))).toBe("done");
  const { account } = (await acting()).actor;
  await write((tx) => tx.run(FORGE, { project, id, forged: "forged", account }));
  const { promotion } = await read((tx) => loadPromotion(tx, project, id));
  expect(promotion.approvals).toHaveLength(1);
  expect(await told(promote(await acting(), id, SIGNED))).toBe("approvals_missing");
  expect(await refusals(project)).toEqual(["promote approvals_missing"]);
});

describe("a decision that somebody deleted from the database", () => {
  test("shuts the gate at once, and nothing more is decided about it", async () => {
    const { id, acting, project } = await requested();
    for (const approver of [await acting(), await acting()]) {
      expect(await told(giveVerdict(approver, id, "approve", { signature: SIGNED }))).toBe("done");
    }
    expect((await read((tx) => loadPromotion(tx, project, id))).promotion.gaps).toEqual([]);
    expect(await told(giveVerdict(await acting(), id, "reject", { signature: SIGNED }))).toBe("done");
    const erase = `
      MATCH (r:Rejection)-[:REJECTS]->(:PromotionRequest {project: $project, id: $id})
      MATCH (e:AuditEvent {id: r.event_id})
      DETACH DELETE r, e`;
    await write((tx) => tx.run(erase, { project, id }));
    expect(await told(promote(await acting(), id, SIGNED))).toBe("decision_missing");
    expect(await told(giveVerdict(await acting(), id, "approve", { signature: SIGNED }))).toBe("decision_missing");
  });

  test("does not come back as an older one: a retirement that is gone still stops a request", async () => {
    const { id, acting, project } = await requested();
    const version = { type: "model_version", id: "v1" } as const;
    expect(await told(retire(await acting(), version, "no longer in use"))).toBe("done");
    const erase = "MATCH (e:AuditEvent {project: $project, action: 'retire'}) DETACH DELETE e";
    await write((tx) => tx.run(erase, { project }));
    const wanted = { modelVersion: "v1", fromStage: "staging", toStage: "production" };
    expect(await told(requestPromotion(await acting(), wanted))).toBe("decision_missing");
    expect(await told(promote(await acting(), id, SIGNED))).toContain("decision_missing");
  });
});

describe("a finding about the record", () => {
  const breach = { kind: "entry_differs", detail: "tile/entries/000", entry: 7 };
  const open = () => read(openFindings);

  test("shuts every gate until a person resolves it, stays open when the database loses it, and is told once", async () => {
    const { id, acting } = await requested();
    for (const approver of [await acting(), await acting()]) {
      await giveVerdict(approver, id, "approve", { signature: SIGNED });
    }
    const system = await testActor();
    expect(await raise(system, breach)).toHaveProperty("id");
    expect(await raise(system, breach)).toBe("open already");
    const [finding] = await open();
    expect(finding).toMatchObject({ kind: "entry_differs", detail: "tile/entries/000" });
    expect(await told(promote(await acting(), id, SIGNED))).toBe("findings_open");

    await write((tx) => tx.run("MATCH (f:Finding) MATCH (e:AuditEvent {id: f.event_id}) DETACH DELETE f, e", {}));
    const gone = { kind: null, severity: null, detail: null, recordedAt: null, stamp: null };
    expect(await open()).toEqual([{ ...finding, ...gone }]);
    expect(await told(promote(await acting(), id, SIGNED))).toBe("findings_open");
  });

  test("is resolved by a person, on record, and is another one when it comes back", async () => {
    const system = await testActor();
    const again = { ...breach, detail: "tile/entries/001" };
    await raise(system, again);
    const finding = (await open()).find(({ detail }) => detail === again.detail);
    const service = { type: "service", account: system.account } as const;
    expect(await resolve(service, finding?.id ?? "", "a service may not")).toMatchObject({ outcome: "refused" });
    expect(await resolve(await testActor(), finding?.id ?? "", "restored from the backup of noon")).toMatchObject({
      outcome: "done",
    });
    expect((await open()).some(({ id }) => id === finding?.id)).toBe(false);
    await raise(system, again);
    expect((await open()).find(({ detail }) => detail === again.detail)?.id).toBe(`${finding?.id}.2`);
  });

  test("is open when it comes back, although the database lost the one that was resolved", async () => {
    const system = await testActor();
    const again = { ...breach, detail: "tile/entries/002" };
    await raise(system, again);
    const id = (await open()).find(({ detail }) => detail === again.detail)?.id ?? "";
    await resolve(await testActor(), id, "restored from the backup of noon");
    const erase = "MATCH (f:Finding {id: $id}) MATCH (e:AuditEvent {subjectId: $id}) DETACH DELETE f, e";
    await write((tx) => tx.run(erase, { id }));
    await raise(system, again);
    expect((await open()).map((each) => each.id)).toContain(`${id}.2`);
  });
});
