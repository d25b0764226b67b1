import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { PolicyDocument } from "@/lib/contract/policy";
import { read, write } from "@/lib/graph/session";
import { send } from "@/lib/ledger/testing";
import type { Acting } from "./act";
import { listPromotions, viewPromotion } from "./board";
import { loadPromotion } from "./load";
import { override } from "./override";
import { listPolicies } from "./policies";
import { promote } from "./promote";
import { publishPolicy } from "./publish";
import { rehearsePolicy } from "./rehearse";
import { remark } from "./remark";
import { requestPromotion } from "./request";
import { attestation, refusals, requested, SIGNED, told } from "./scene.testing";
import { giveVerdict } from "./verdict";
import { withdraw } from "./withdraw";

// Without the guard, which would veto what the intruder deletes.
ownDatabase({ guard: false, isReady: true });

/** So many try at the same moment. */
const CROWD = 50;

type Scene = Awaited<ReturnType<typeof requested>>;

function policy(name: string, rule: object): PolicyDocument {
  return PolicyDocument.parse({ v: 1, name, rules: [{ name, ...rule }] });
}

/** The lesson's answer to its second example. */
const CAREFUL = policy("drift is looked at", {
  approvals: { people: 1 },
  attestations: [{ claim: "tests" }, { claim: "drift", results: ["passed", "warned"] }],
  warnings: { kinds: ["drift", "data_validation"] },
  override: { roles: ["operator"], people: 2, hours: 1 },
});

async function publish({ acting }: Pick<Scene, "acting">, document: PolicyDocument): Promise<string> {
  return told(publishPolicy(await acting(), document, { text: "lessons learnt", signature: SIGNED }));
}

async function ask({ acting }: Pick<Scene, "acting">): Promise<string> {
  const asked = await requestPromotion(await acting(), {
    modelVersion: "v1",
    fromStage: "staging",
    toStage: "production",
  });
  return asked.outcome === "done" ? (asked.made?.id ?? "") : "";
}

async function approve({ acting }: Pick<Scene, "acting">, id: string, times = 1): Promise<void> {
  for (let given = 0; given < times; given += 1) {
    expect(await told(giveVerdict(await acting(), id, "approve", { signature: SIGNED }))).toBe("done");
  }
}

async function gate({ acting, project }: Scene, id: string): Promise<string> {
  const { gate: shown } = await viewPromotion(await acting(), id);
  const { promotion } = await read((tx) => loadPromotion(tx, project, id));
  expect(shown.checks.length).toBeGreaterThan(3);
  return promotion.promotions > 0 ? "promoted" : shown.reasons.map(({ code }) => code).join(" ");
}

async function tried({ acting }: Scene, id: string): Promise<string> {
  return told(promote(await acting(), id, SIGNED));
}

test("a list says of each request what looking at it alone says, whatever the policy asks for", async () => {
  const scene = await requested();
  const rich = policy("everything", {
    approvals: { people: 1 },
    attestations: [
      { claim: "tests", thresholds: [{ metric: "auc", atLeast: "0.8", perGroup: true }] },
      { claim: "performance", thresholds: [{ metric: "auc", worseThanLiveByAtMost: "0.01" }] },
    ],
    warnings: { kinds: ["drift", "data_validation"] },
  });
  const first = await ask(scene);
  expect(await publish(scene, rich)).toBe("done");
  await warn(scene, "drift of the list");
  const second = await ask(scene);
  await approve(scene, second);
  const reader = await scene.acting();
  const { promotions } = await listPromotions(reader, { limit: 25, undecided: false });
  expect(promotions.map(({ id }) => id)).toEqual(expect.arrayContaining([first, second]));
  for (const row of promotions) {
    expect(row).toEqual((await viewPromotion(reader, row.id)).promotion);
  }
});

/** A drift warning about the version, by whoever watches it. */
function warn({ source }: Scene, name: string) {
  return send(source, {
    event_id: name,
    action: "observe",
    timestamp: new Date().toISOString(),
    subject: { type: "model_version", id: "v1" },
    metadata: { warning: "drift", severity: "warning", value: "0.31", threshold: "0.2" },
  });
}

const operator = async ({ acting }: Scene): Promise<Acting> => ({
  ...(await acting()),
  caller: { roles: ["operator"], behind: [] },
});

describe("a policy that is published", () => {
  test("decides from then on; what was requested under another one is requested anew", async () => {
    const scene = await requested();
    await approve(scene, scene.id, 2);
    expect(await gate(scene, scene.id)).toBe("");
    expect(await publish(scene, CAREFUL)).toBe("done");
    expect(await tried(scene, scene.id)).toContain("policy_changed");
    expect(await publish(scene, CAREFUL)).toBe("policy_in_force_already");

    const id = await ask(scene);
    await approve(scene, id);
    expect(await gate(scene, id)).toBe("attestation_missing");
    await send(scene.source, attestation("att:drift", "v1", "passed", "drift"));
    expect(await gate(scene, id)).toBe("approvals_missing approvals_outdated");
    await approve(scene, id);
    expect(await tried(scene, id)).toBe("done");
    const { policies } = await listPolicies(scene.project);
    expect(policies.map(({ name, inForce, publications }) => [name, inForce, publications.length])).toEqual([
      [CAREFUL.name, true, 1],
      ["Default", false, 0],
    ]);
  });

  test("does not come back as the one before when somebody deletes its publication", async () => {
    const scene = await requested();
    await publish(scene, CAREFUL);
    const id = await ask(scene);
    await write((tx) =>
      tx.run("MATCH (e:AuditEvent {project: $project, action: 'publish_policy'}) DETACH DELETE e", {
        project: scene.project,
      }),
    );
    expect(await tried(scene, id)).toContain("policy_gone");
    expect(await ask(scene)).toBe("");
  });

  test("is what its digest says: nobody writes another text into its node", async () => {
    const scene = await requested();
    await publish(scene, CAREFUL);
    const id = await ask(scene);
    await write((tx) =>
      tx.run(
        "MATCH (p:Policy {project: $project}) SET p.document = replace(p.document, '\"people\":1', '\"people\":0')",
        {
          project: scene.project,
        },
      ),
    );
    expect(await tried(scene, id)).toContain("policy_gone");
  });

  test("is not put in force by whoever only asserts it", async () => {
    const scene = await requested();
    const sent = await send(scene.source, {
      event_id: "forged policy",
      action: "publish_policy",
      timestamp: new Date().toISOString(),
      subject: { type: "policy", id: "policy:open" },
      declares: [{ type: "policy", id: "policy:open", name: "open", document: "{}" }],
    });
    expect(sent).toMatchObject({ outcome: "done" });
    expect((await listPolicies(scene.project)).policies).toMatchObject([{ name: "Default", inForce: true }]);
  });
});

describe("a warning about what the version was made from", () => {
  async function careful() {
    const scene = await requested();
    await publish(scene, CAREFUL);
    await send(scene.source, attestation("att:drift", "v1", "warned", "drift"));
    return { ...scene, id: await ask(scene) };
  }

  test("forces a person to approve after it", async () => {
    const scene = await careful();
    await approve(scene, scene.id);
    expect(await gate(scene, scene.id)).toBe("");
    await warn(scene, "drift 1");
    expect(await tried(scene, scene.id)).toBe("warning_needs_approval");
    await approve(scene, scene.id);
    expect(await tried(scene, scene.id)).toBe("done");
  });

  test("still does when somebody deletes it from the database", async () => {
    const scene = await careful();
    await warn(scene, "drift 1");
    await approve(scene, scene.id);
    await warn(scene, "drift 2");
    await write((tx) =>
      tx.run("MATCH (e:AuditEvent {project: $project, eventId: 'drift 2'}) DETACH DELETE e", {
        project: scene.project,
      }),
    );
    expect(await tried(scene, scene.id)).toContain("warning_gone");
  });

  test("is set aside by two people of the role, each with a reason, and the promotion says so", async () => {
    const scene = await careful();
    await warn(scene, "drift 1");
    const given = { text: "customers cannot pay", signature: SIGNED };
    expect(await told(override(await scene.acting(), scene.id, given))).toBe("override_needs_role");
    const first = await operator(scene);
    expect(await told(override(first, scene.id, given))).toBe("done");
    expect(await tried(scene, scene.id)).toBe("approvals_missing warning_needs_approval");
    expect(await told(override(first, scene.id, given))).toBe("already_overridden");
    expect(await told(override(await operator(scene), scene.id, given))).toBe("done");
    expect(await tried(scene, scene.id)).toBe("done");
    const events = await read((tx) =>
      tx.rows(
        "MATCH (e:AuditEvent {project: $project, action: 'promote', outcome: 'done'}) RETURN e.facts AS facts",
        { project: scene.project },
        z.object({ facts: z.string() }),
      ),
    );
    expect(JSON.parse(events[0]?.facts ?? "{}")).toMatchObject({ overridden: ["approvals", "warnings"] });
    expect(await refusals(scene.project)).toEqual([
      "override override_needs_role",
      "promote approvals_missing warning_needs_approval",
      "override already_overridden",
    ]);
  });
});

describe("a rehearsal", () => {
  test("says which promotions a policy would have refused, as they stood then", async () => {
    const scene = await requested();
    await warn(scene, "drift 1");
    await approve(scene, scene.id, 2);
    expect(await tried(scene, scene.id)).toBe("done");
    await send(scene.source, attestation("att:late", "v1", "passed", "drift"));
    const told1 = await rehearsePolicy(scene.project, CAREFUL);
    expect(
      told1.promotions.map(({ modelVersion, reasons }) => [modelVersion, reasons.map(({ code }) => code)]),
    ).toEqual([["v1", ["attestation_missing"]]]);
    const early = policy("warned", { approvals: { people: 0 }, warnings: { kinds: ["drift"], people: 3 } });
    const told2 = await rehearsePolicy(scene.project, early);
    expect(told2.promotions[0]?.reasons).toMatchObject([{ code: "warning_needs_approval", params: { missing: 1 } }]);
    const elsewhere = policy("other stage", { appliesTo: { to: ["canary"] } });
    expect((await rehearsePolicy(scene.project, elsewhere)).promotions[0]?.reasons).toMatchObject([
      { code: "no_rule_fits" },
    ]);
  });
});

describe("a request", () => {
  test("is taken back by whoever made it alone, and then nothing more is decided about it", async () => {
    const scene = await requested();
    expect(await told(withdraw(await scene.acting(), scene.id, "not mine"))).toBe("not_the_requester");
    expect(await told(withdraw(scene.requester, scene.id, "wrong version"))).toBe("done");
    expect(await told(giveVerdict(await scene.acting(), scene.id, "approve", { signature: SIGNED }))).toBe("withdrawn");
    expect(await tried(scene, scene.id)).toContain("withdrawn");
  });

  test("is among those that wait for a reader until they approved it or it came to its end, with what was said about it", async () => {
    const scene = await requested();
    const [reader, other] = [await scene.acting(), await scene.acting()];
    const waiting = async (who: Acting) =>
      (await listPromotions(who, { limit: 5, undecided: true })).promotions.map(({ id }) => id);
    expect(await waiting(reader)).toEqual([scene.id]);
    expect(await told(remark(other, scene.id, "look at the drift report"))).toBe("done");
    const given = { text: "looked at it", signature: SIGNED };
    expect(await told(giveVerdict(reader, scene.id, "approve", given))).toBe("done");
    expect([await waiting(reader), await waiting(other)]).toEqual([[], [scene.id]]);
    const { remarks } = await viewPromotion(other, scene.id);
    expect(remarks.map(({ action, text }) => [action, text])).toEqual([
      ["comment", "look at the drift report"],
      ["approve", "looked at it"],
    ]);
    expect(await told(giveVerdict(other, scene.id, "approve", given))).toBe("done");
    expect(await waiting(await scene.acting())).toEqual([scene.id]);
    expect(await tried(scene, scene.id)).toBe("done");
    expect(await waiting(await scene.acting())).toEqual([]);
    const again = await ask(scene);
    expect(await waiting(reader)).toEqual([again]);
    const all = await listPromotions(reader, { limit: 5, undecided: false });
    expect(all.promotions.map(({ state }) => state)).toEqual(["open", "promoted"]);
  });

  test("is promoted once, however many try at once, and no approval is lost", async () => {
    const scene = await requested();
    const approvers = await Promise.all(Array.from({ length: CROWD }, () => scene.acting()));
    const verdicts = await Promise.all(
      approvers.map((each) => told(giveVerdict(each, scene.id, "approve", { signature: SIGNED }))),
    );
    expect(verdicts).toEqual(approvers.map(() => "done"));
    const promotions = await Promise.all(approvers.map((each) => told(promote(each, scene.id, SIGNED))));
    expect(promotions.filter((each) => each === "done")).toHaveLength(1);
    expect(await refusals(scene.project)).toEqual(Array(CROWD - 1).fill("promote already_promoted"));
  });

  test("is approved once by a person, however often they try at once, and each other attempt is on record", async () => {
    const scene = await requested();
    const approver = await scene.acting();
    const tries = Array.from({ length: CROWD }, () =>
      giveVerdict(approver, scene.id, "approve", { signature: SIGNED }),
    );
    expect((await Promise.all(tries.map(told))).filter((each) => each === "done")).toHaveLength(1);
    expect(await refusals(scene.project)).toEqual(Array(CROWD - 1).fill("approve already_approved"));
    expect(await tried(scene, scene.id)).toBe("approvals_missing");
  });

  test("takes no approval of somebody who did not show who they are", async () => {
    const scene = await requested();
    const refused = [{ code: "signature_password_wrong", params: {} }];
    const signature = { method: "password", refused } as const;
    expect(await told(giveVerdict(await scene.acting(), scene.id, "approve", { signature }))).toBe(
      "signature_password_wrong",
    );
    expect(await gate(scene, scene.id)).toBe("approvals_missing");
  });
});
