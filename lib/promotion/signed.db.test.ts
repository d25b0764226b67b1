import { expect, test } from "vitest";
import { sha256 } from "@/lib/hash";
import type { Signature } from "@/lib/identity/reauthenticate";
import { send } from "@/lib/ledger/testing";
import { viewPromotion } from "./board";
import { deploy } from "./deploy";
import { promote } from "./promote";
import { requestPromotion } from "./request";
import { rollback } from "./rollback";
import { attestation, refusals, requested, SIGNED, told } from "./scene.testing";
import { giveVerdict } from "./verdict";

const UNSIGNED: Signature = { method: "password", refused: [{ code: "signature_needs_password", params: {} }] };

test("nobody promotes, deploys or goes back who did not show who they are, and each attempt is on record", async () => {
  const { id, acting, project } = await requested();
  for (const approver of [await acting(), await acting()]) {
    expect(await told(giveVerdict(approver, id, "approve", { signature: SIGNED }))).toBe("done");
  }
  const operator = await acting();
  const wanted = { id: "D1", promotionRequest: id, target: "production", configSha256: sha256("config") };
  const back = { id: "D2", to: "v1", reason: "a test" };
  expect(await told(promote(operator, id, UNSIGNED))).toBe("signature_needs_password");
  expect(await told(promote(operator, id, SIGNED))).toBe("done");
  expect(await told(deploy(operator, wanted, UNSIGNED))).toBe("signature_needs_password");
  expect(await told(deploy(operator, wanted, SIGNED))).toBe("done");
  expect(await told(rollback(operator, "D1", back, UNSIGNED))).toMatch(/^signature_needs_password/);
  expect((await refusals(project)).map((each) => each.split(" ").slice(0, 2).join(" "))).toEqual(
    ["promote", "deploy", "rollback"].map((action) => `${action} signature_needs_password`),
  );
});

test("a version whose digest nobody recorded is neither approved nor promoted", async () => {
  const { acting, source, requester } = await requested();
  const subject = { type: "model_version", id: "v0" };
  const related = [{ type: "model", id: "m" }];
  const registered = { event_id: "v0", action: "register", timestamp: new Date().toISOString(), subject, related };
  await send(source, [registered, attestation("att:v0", "v0", "passed")]);
  const wanted = { modelVersion: "v0", fromStage: "staging", toStage: "production" };
  const asked = await requestPromotion(requester, wanted);
  const id = asked.outcome === "done" ? (asked.made?.id ?? "") : "";
  const approving = giveVerdict(await acting(), id, "approve", { signature: SIGNED });
  expect(await told(approving)).toBe("version_digest_missing");
  expect((await viewPromotion(requester, id)).gate.reasons.map(({ code }) => code)).toContain("version_digest_missing");
  expect(await told(promote(await acting(), id, SIGNED))).toContain("version_digest_missing");
});
