import { describe, expect, test } from "vitest";
import { Digest } from "@/graph-schema/values";
import { PolicyDocument } from "@/lib/contract/policy";
import { sha256 } from "@/lib/hash";
import { send } from "@/lib/ledger/testing";
import { viewPromotion } from "./board";
import { deploy } from "./deploy";
import { promote } from "./promote";
import { publishPolicy } from "./publish";
import { requestPromotion } from "./request";
import { rollback } from "./rollback";
import { attestation, requested, SIGNED, told } from "./scene.testing";
import { giveVerdict } from "./verdict";

type Scene = Awaited<ReturnType<typeof requested>>;

const timestamp = new Date().toISOString();
const configSha256 = Digest.parse(`sha256:${"c".repeat(64)}`);
const production = { fromStage: "staging", toStage: "production" };

async function ask({ acting }: Scene, modelVersion: string): Promise<string> {
  const asked = await requestPromotion(await acting(), { modelVersion, ...production });
  return asked.outcome === "done" ? (asked.made?.id ?? "") : "";
}

async function approve({ acting }: Scene, id: string): Promise<void> {
  for (const approver of [await acting(), await acting()]) {
    expect(await told(giveVerdict(approver, id, "approve", { signature: SIGNED }))).toBe("done");
  }
}

async function gate({ acting }: Scene, id: string): Promise<string> {
  const { gate: shown } = await viewPromotion(await acting(), id);
  return shown.reasons.map(({ code }) => code).join(" ");
}

/** A version that its producer registers as he likes. */
function registered(id: string, more: object = {}) {
  const subject = { type: "model_version", id };
  return {
    event_id: `event of ${id}`,
    action: "register",
    timestamp,
    subject,
    related: [{ type: "model", id: "m" }],
    metadata: { sha256: sha256(id) },
    ...more,
  };
}

function policy(name: string, ...rules: object[]): PolicyDocument {
  return PolicyDocument.parse({ v: 1, name, rules });
}

describe("whoever may record and ask gets no promotion", () => {
  test("by an attestation of something else that has the name of the version", async () => {
    const scene = await requested();
    const commit = { event_id: "c", action: "record", timestamp, subject: { type: "commit", id: "twin" } };
    const tests = { ...attestation("att:twin", "twin", "passed"), related: [{ type: "commit", id: "twin" }] };
    expect(await send(scene.source, [commit, tests, registered("twin")])).toMatchObject({ outcome: "done" });
    const id = await ask(scene, "twin");
    await approve(scene, id);
    expect(await gate(scene, id)).toBe("attestation_missing");
  });

  test("by a version that says of no model, or overrules its model's tags", async () => {
    const scene = await requested();
    const model = { type: "model", id: "credit", tags: { tier: "high" } };
    const made = {
      event_id: "m",
      action: "record",
      timestamp,
      subject: { type: "model", id: "credit" },
      declares: [model],
    };
    const own = {
      related: [{ type: "model", id: "credit" }],
      declares: [{ type: "model_version", id: "credit:v1", sha256: sha256("own"), tags: { tier: "low" } }],
    };
    await send(scene.source, [made, registered("credit:v1", own), registered("stray", { related: [] })]);
    const strict = { name: "high", appliesTo: { tags: { tier: "high" } }, approvals: { people: 5 } };
    await publishPolicy(await scene.acting(), policy("tiers", strict, { name: "low", approvals: { people: 0 } }), {
      text: "tiers",
      signature: SIGNED,
    });
    expect(await gate(scene, await ask(scene, "credit:v1"))).toBe("approvals_missing");
    expect(await gate(scene, await ask(scene, "stray"))).toBe("model_not_recorded");
  });

  test("by saying from which stage it comes", async () => {
    const scene = await requested();
    const rules = [{ name: "canary", appliesTo: { from: ["canary"] }, approvals: { people: 0 } }, { name: "else" }];
    await publishPolicy(await scene.acting(), policy("stages", ...rules), { text: "stages", signature: SIGNED });
    const wanted = { modelVersion: "v1", fromStage: "canary", toStage: "production" };
    const asked = await requestPromotion(await scene.acting(), wanted);
    const id = asked.outcome === "done" ? (asked.made?.id ?? "") : "";
    expect(await gate(scene, id)).toBe("stage_not_shown");
  });

  test("under a policy that comes back after the request was made under it", async () => {
    const scene = await requested();
    const [open, shut] = [policy("open", { name: "o", approvals: { people: 0 } }), policy("shut", { name: "s" })];
    await publishPolicy(await scene.acting(), open, { text: "first", signature: SIGNED });
    const id = await ask(scene, "v1");
    expect(await gate(scene, id)).toBe("");
    await publishPolicy(await scene.acting(), shut, { text: "second", signature: SIGNED });
    await publishPolicy(await scene.acting(), open, { text: "third", signature: SIGNED });
    expect(await gate(scene, id)).toBe("policy_changed");
  });

  test("a second time by one that was gone back from", async () => {
    const scene = await requested();
    const again = { ...attestation("att:2", "v2", "passed") };
    await send(scene.source, again);
    const [first, second] = [await ask(scene, "v2"), scene.id];
    for (const [id, name] of [
      [first, "D1"],
      [second, "D2"],
    ] as const) {
      await approve(scene, id);
      expect(await told(promote(await scene.acting(), id, SIGNED))).toBe("done");
      const wanted = { id: name, promotionRequest: id, target: "production", configSha256 };
      expect(await told(deploy(await scene.acting(), wanted, SIGNED))).toBe("done");
    }
    expect(
      await told(rollback(await scene.acting(), "D2", { id: "D3", to: "v2", reason: "it is worse" }, SIGNED)),
    ).toBe("done");
    const wanted = { id: "D4", promotionRequest: second, target: "production", configSha256 };
    expect(await told(deploy(await scene.acting(), wanted, SIGNED))).toBe("deployment_ended");
  });

  test("by keeping the name of a policy that is not published yet for themselves", async () => {
    const scene = await requested();
    const id = `policy:${"a".repeat(64)}`;
    const squat = { event_id: "p", action: "record", timestamp, subject: { type: "policy", id } };
    expect(await send(scene.source, squat)).toMatchObject({
      outcome: "refused",
      faults: [{ code: "policy_id_reserved" }],
    });
  });
});
