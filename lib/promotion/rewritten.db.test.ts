import { describe, expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { Digest } from "@/graph-schema/values";
import { write } from "@/lib/graph/session";
import { send } from "@/lib/ledger/testing";
import { listPromotions } from "./board";
import { deploy } from "./deploy";
import { promote } from "./promote";
import { requestPromotion } from "./request";
import { retire } from "./retire";
import { rollback } from "./rollback";
import { attestation, requested, SIGNED, told } from "./scene.testing";
import { giveVerdict } from "./verdict";

// Without the guard, which would veto what the intruder writes: here every event keeps its genuine note.
ownDatabase({ guard: false, isReady: true });

const configSha256 = Digest.parse(`sha256:${"c".repeat(64)}`);
const target = "production";

type Asked = Awaited<ReturnType<typeof requested>>;

/** The intruder's statement, about the request and its project. */
function rewrite({ project, id }: Asked, statement: string, more: object = {}): Promise<void> {
  return write((tx) => tx.run(statement, { project, id, ...more }));
}

async function approve({ acting, id }: Asked): Promise<void> {
  for (const approver of [await acting(), await acting()]) {
    expect(await told(giveVerdict(approver, id, "approve", { signature: SIGNED }))).toBe("done");
  }
}

async function promoted({ acting, id }: Asked): Promise<string> {
  return told(promote(await acting(), id, SIGNED));
}

async function deployed({ acting, id }: Asked, name = "D1", at = target): Promise<string> {
  return told(deploy(await acting(), { id: name, promotionRequest: id, target: at, configSha256 }, SIGNED));
}

describe("whoever rewrites the graph beside the signed notes", () => {
  test("makes no promotion of an attempt that was refused", async () => {
    const asked = await requested();
    expect(await promoted(asked)).toBe("approvals_missing");
    await rewrite(asked, "MATCH (e:AuditEvent {project: $project, action: 'promote'}) SET e.outcome = 'done'");
    expect(await deployed(asked)).toBe("not_promoted");
  });

  test("makes no promotion of another act about the request", async () => {
    const asked = await requested();
    await rewrite(
      asked,
      "MATCH (e:AuditEvent {project: $project, action: 'request_promotion'}) SET e.action = 'promote'",
    );
    expect(await deployed(asked)).toMatch(/not_promoted/);
  });

  test("takes no rejection back by deleting its node, with the event left where it is", async () => {
    const asked = await requested();
    await approve(asked);
    expect(await told(giveVerdict(await asked.acting(), asked.id, "reject", { signature: SIGNED }))).toBe("done");
    await rewrite(
      asked,
      "MATCH (r:Rejection)-[:REJECTS]->(:PromotionRequest {project: $project, id: $id}) DETACH DELETE r",
    );
    expect(await promoted(asked)).toBe("rejected");
  });

  test("brings no retired version back by calling its retirement something else", async () => {
    const asked = await requested();
    await approve(asked);
    const version = { type: "model_version", id: "v1" } as const;
    expect(await told(retire(await asked.acting(), version, "no longer in use"))).toBe("done");
    await rewrite(asked, "MATCH (e:AuditEvent {project: $project, action: 'retire'}) SET e.origin = 'asserted'");
    expect(await promoted(asked)).toBe("is_retired");
    const wanted = { modelVersion: "v1", fromStage: "staging", toStage: target };
    expect(await told(requestPromotion(await asked.acting(), wanted))).toBe("is_retired");
  });

  test("carries no approval over to another version or stage", async () => {
    const asked = await requested();
    await send(asked.source, attestation("att:2", "v2", "passed"));
    await approve(asked);
    const reroute = `
      MATCH (r:PromotionRequest {project: $project, id: $id})-[c:CONCERNS]->(), (v2:ModelVersion {project: $project, id: 'v2'})
      SET r.to_stage = 'elsewhere'
      CREATE (r)-[d:CONCERNS]->(v2)
      SET d = properties(c)
      DELETE c`;
    await rewrite(asked, reroute);
    await expect(promoted(asked)).rejects.toThrow("promotion request");
  });

  test("deploys nothing to another target than it was promoted to", async () => {
    const asked = await requested();
    await approve(asked);
    await rewrite(asked, "MATCH (r:PromotionRequest {project: $project, id: $id}) SET r.to_stage = 'elsewhere'");
    expect(await promoted(asked)).toBe("done");
    expect(await deployed(asked, "D1", "elsewhere")).toBe("other_target");
    expect(await deployed(asked)).toBe("done");
  });

  test("lets nobody approve their own request by laying it at another's door", async () => {
    const asked = await requested();
    await approve(asked);
    const swap = `
      MATCH (r:PromotionRequest {project: $project, id: $id}), (e:AuditEvent {project: $project, action: 'approve'})
      WITH r, e LIMIT 1 SET r.event_id = e.id`;
    await rewrite(asked, swap);
    await expect(told(giveVerdict(asked.requester, asked.id, "approve", { signature: SIGNED }))).rejects.toThrow(
      "promotion request",
    );
  });

  test("passes no other claim off as passed tests, and hides no failure behind an older success", async () => {
    const asked = await requested();
    await approve(asked);
    await send(asked.source, attestation("att:2", "v1", "failed"));
    // The newer attestation also outdates what was approved.
    const shut = "approvals_missing approvals_outdated attestation_not_passed";
    expect(await promoted(asked)).toBe(shut);
    await send(asked.source, attestation("att:3", "v1", "passed", "bias"));
    await rewrite(asked, "MATCH (a:Attestation {project: $project, id: 'att:3'}) SET a.claim = 'tests'");
    expect(await promoted(asked)).toBe(shut);
    await rewrite(asked, "MATCH (a:Attestation {project: $project, id: 'att:1'}) SET a.stamp = a.stamp + 1000000000");
    expect(await promoted(asked)).toBe(shut);
    await rewrite(asked, "MATCH (a:Attestation {project: $project, id: 'att:2'}) SET a.id = 'att:9'");
    expect(await promoted(asked)).toBe(shut);
    await rewrite(asked, "MATCH (a:Attestation {project: $project, id: 'att:9'}) DETACH DELETE a");
    expect(await promoted(asked)).toBe(shut);
    await rewrite(asked, "MATCH (e:AuditEvent {project: $project, eventId: 'event of att:2'}) DETACH DELETE e");
    expect(await promoted(asked)).toMatch(/attestation_gone/);
  });

  test("hides no request in the list behind one of their own making", async () => {
    const asked = await requested();
    const forge = `
      MATCH (real:PromotionRequest {project: $project, id: $id})-[c:CONCERNS]->(v)
      CREATE (r:Artifact:PromotionRequest) SET r = real {.*, id: 'forged', stamp: real.stamp + 1}
      CREATE (r)-[d:CONCERNS]->(v) SET d = properties(c)`;
    await rewrite(asked, forge);
    const { promotions, total, truncated } = await listPromotions(asked.requester, { limit: 5, undecided: false });
    expect([promotions.map(({ id }) => id), total, truncated]).toEqual([[asked.id], 2, true]);
  });

  test("goes back to no version that no act deployed", async () => {
    const asked = await requested();
    await approve(asked);
    expect(await promoted(asked)).toBe("done");
    expect(await deployed(asked)).toBe("done");
    const forge = `
      MATCH (real:Deployment {project: $project, id: 'D1'}), (v2:ModelVersion {project: $project, id: 'v2'})
      CREATE (d:Artifact:Deployment) SET d = real {.*, id: 'D0', stamp: real.stamp - 1}
      CREATE (d)-[:DEPLOYED {origin: 'acted', event_id: real.event_id, stamp: real.stamp}]->(v2)
      CREATE (real)-[:REPLACED {origin: 'acted', event_id: real.event_id, stamp: real.stamp}]->(d)`;
    await rewrite(asked, forge);
    const back = { id: "D2", to: "v2", reason: "it was good" };
    expect(await told(rollback(await asked.acting(), "D1", back, SIGNED))).toBe("live_only_asserted");
  });
});
