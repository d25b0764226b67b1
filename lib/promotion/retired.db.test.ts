import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { Digest } from "@/graph-schema/values";
import { read } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import type { Source } from "@/lib/ledger/prepare";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import { live } from "@/lib/lineage/live";
import { models } from "@/lib/lineage/models";
import type { Acted, Acting } from "./act";
import { deploy } from "./deploy";
import { loadPromotion } from "./load";
import { promote } from "./promote";
import { requestPromotion } from "./request";
import { retire } from "./retire";
import { rollback } from "./rollback";
import { APPROVER, SIGNED } from "./scene.testing";
import { giveVerdict } from "./verdict";

const configSha256 = Digest.parse(`sha256:${"c".repeat(64)}`);
const target = "production";

let source: Source;
let operator: Acting;

/** A fact that its sender states: an act where the service may, but a decision is always an assertion. */
function event(action: string, subject: string, related: string[], metadata: object = {}) {
  const ref = (text: string) => ({ type: text.split(" ")[0], id: text.split(" ")[1] });
  const timestamp = new Date().toISOString();
  return { event_id: randomUUID(), action, timestamp, subject: ref(subject), related: related.map(ref), metadata };
}

async function tell(...events: Record<string, unknown>[]): Promise<void> {
  expect(await send(source, events)).toMatchObject({ outcome: "done" });
}

async function acting(): Promise<Acting> {
  return { actor: await testActor(), project: source.project, caller: APPROVER };
}

/** How it ended: `done`, or the codes of the reasons why not. */
async function told(act: Promise<Acted>): Promise<string> {
  const acted = await act;
  return acted.outcome === "done" ? "done" : acted.reasons.map(({ code }) => code).join(" ");
}

/** A request to promote `version`, approved by two people. */
async function approved(version: string): Promise<string> {
  const asked = await requestPromotion(await acting(), {
    modelVersion: version,
    fromStage: "staging",
    toStage: target,
  });
  const id = asked.outcome === "done" ? (asked.made?.id ?? "") : "";
  for (const approver of [await acting(), await acting()]) {
    expect(await told(giveVerdict(approver, id, "approve", { signature: SIGNED }))).toBe("done");
  }
  return id;
}

/** Promotes `version` and deploys it as `id`. */
async function deployed(version: string, id: string): Promise<string> {
  const request = await approved(version);
  expect(await told(promote(operator, request, SIGNED))).toBe("done");
  expect(await told(deploy(operator, { id, promotionRequest: request, target, configSha256 }, SIGNED))).toBe("done");
  return request;
}

function retired(type: "model_version" | "deployment", id: string): Promise<string> {
  return told(retire(operator, { type, id }, "superseded"));
}

function back(from: string, to: string): Promise<string> {
  return told(rollback(operator, from, { id: `D-${randomUUID()}`, to, reason: "it was good" }, SIGNED));
}

beforeEach(async () => {
  source = await testSource(true);
  operator = await acting();
  const bytes = (id: string) => ({ sha256: sha256(id) });
  const declares = [{ type: "model", id: "m" }];
  await tell({ ...event("register", "model_version v1", ["model m"], bytes("v1")), declares });
  await tell(event("register", "model_version v2", ["model m"], bytes("v2")));
  for (const version of ["v1", "v2"]) {
    await tell(
      event("attest", `attestation att:${version}`, [`model_version ${version}`], { claim: "tests", result: "passed" }),
    );
  }
});

describe("a retired model version", () => {
  test("is neither requested, approved nor promoted, also under a request that was open by then", async () => {
    const request = await approved("v1");
    expect(await retired("model_version", "v1")).toBe("done");
    expect(await told(promote(operator, request, SIGNED))).toBe("is_retired");
    expect(await told(giveVerdict(await acting(), request, "approve", { signature: SIGNED }))).toBe("is_retired");
    const again = { modelVersion: "v1", fromStage: "staging", toStage: target };
    expect(await told(requestPromotion(operator, again))).toBe("is_retired");
    expect(
      await told(giveVerdict(await acting(), request, "reject", { text: "it is retired", signature: SIGNED })),
    ).toBe("done");
  });

  test("is not deployed, although it was promoted before", async () => {
    const promotionRequest = await approved("v1");
    expect(await told(promote(operator, promotionRequest, SIGNED))).toBe("done");
    expect(await retired("model_version", "v1")).toBe("done");
    expect(await told(deploy(operator, { id: "D1", promotionRequest, target, configSha256 }, SIGNED))).toBe(
      "is_retired",
    );
  });

  test("is not gone back to, and neither is one whose deployment was retired", async () => {
    await deployed("v1", "D1");
    await deployed("v2", "D2");
    expect(await retired("deployment", "D1")).toBe("done");
    expect(await back("D2", "v1")).toBe("deployment_retired");
    expect(await retired("model_version", "v1")).toBe("done");
    expect(await back("D2", "v1")).toBe("deployment_retired is_retired");
  });
});

describe("what is only asserted", () => {
  async function answer() {
    const { live: now, asserted, history } = await live(source.project, "m", target);
    const [listed] = (await models(source.project, { limit: 5 })).models;
    expect(listed?.live?.deployment).toBe(now?.deployment.id);
    return {
      live: now?.deployment.id,
      asserted: asserted?.deployment,
      until: history.map((row) => row.until === null),
    };
  }

  test("retires neither a version nor a deployment that an act made", async () => {
    await deployed("v1", "D1");
    const request = await approved("v2");
    await tell(event("retire", "deployment D1", []), event("retire", "model_version v2", []));
    expect(await answer()).toEqual({ live: "D1", asserted: undefined, until: [true] });
    expect(await retired("model_version", "v1")).toBe("is_live");
    expect(await told(promote(operator, request, SIGNED))).toBe("done");
    const wanted = { id: "D2", promotionRequest: request, target, configSha256 };
    expect(await told(deploy(operator, wanted, SIGNED))).toBe("done");
    expect(await back("D2", "v1")).toBe("done");
  });

  test("replaces nothing that an act deployed, and is told beside it", async () => {
    await deployed("v1", "D1");
    await tell(event("deploy", "deployment X", ["model_version v2", "deployment D1"], { target }));
    expect(await answer()).toEqual({ live: "D1", asserted: "X", until: [true, true] });
    expect(await retired("model_version", "v1")).toBe("is_live");
    expect(await back("D1", "v2")).toBe("live_only_asserted");
    await deployed("v2", "D2");
    expect(await answer()).toEqual({ live: "D2", asserted: undefined, until: [true, true, false] });
    expect(await retired("model_version", "v1")).toBe("done");
  });

  test("can be undone by an act, which ends what it was said to have replaced, too", async () => {
    await deployed("v1", "D1");
    await tell(event("deploy", "deployment X", ["model_version v2", "deployment D1"], { target }));
    await tell(event("retire", "deployment X", []));
    expect(await back("X", "v1")).toBe("done");
    const { history } = await live(source.project, "m", target);
    expect(history.map(({ until }) => until === null)).toEqual([true, false, false]);
    expect(await retired("model_version", "v2")).toBe("done");
  });

  test("neither approves, rejects nor promotes", async () => {
    const asked = { modelVersion: "v1", fromStage: "staging", toStage: target };
    const made = await requestPromotion(await acting(), asked);
    const request = made.outcome === "done" ? (made.made?.id ?? "") : "";
    const declares = ["approval a1", "approval a2", "rejection r1"].map((text) => {
      const [type, id] = text.split(" ");
      return { type, id, related: [{ type: "promotion_request", id: request }] };
    });
    await tell({ ...event("record", "report x", []), declares });
    await tell(event("approve", "approval a3", [`promotion_request ${request}`]));
    await tell(event("promote", "model_version v1", [`promotion_request ${request}`], { to_stage: target }));
    const { promotion } = await read((tx) => loadPromotion(tx, source.project, request));
    expect(promotion).toMatchObject({ approvals: [], rejections: 0, promotions: 0 });
    expect(await told(promote(operator, request, SIGNED))).toBe("approvals_missing");
    const wanted = { id: "D1", promotionRequest: request, target, configSha256 };
    expect(await told(deploy(operator, wanted, SIGNED))).toBe("not_promoted");
  });
});
