import { expect, test } from "vitest";
import { PolicyDocument } from "@/lib/contract/policy";
import { read } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import type { Acting } from "./act";
import { listPromotions, viewPromotion } from "./board";
import { expireRequests } from "./expire";
import { publishPolicy } from "./publish";
import { requested, SIGNED } from "./scene.testing";
import { giveVerdict } from "./verdict";
import { requestCounts } from "./waiting";

function counts({ actor }: Acting, role: "approver" | "data_scientist") {
  const caller = { actor, rolesEverywhere: [role], grants: [], scopes: null, projects: null };
  return read((tx) => requestCounts(tx, caller));
}

async function waiting(acting: Acting): Promise<string[]> {
  const { promotions, total } = await listPromotions(acting, { limit: 10, undecided: true });
  expect(total).toBe(promotions.length);
  return promotions.map(({ id }) => id);
}

test("a request waits for those who did not make it, until they decided", async () => {
  const { id, acting, project, requester } = await requested();
  const approver = await acting();
  expect(await waiting(approver)).toEqual([id]);
  expect((await counts(approver, "approver")).waiting[project]).toBe(1);
  expect((await counts(approver, "data_scientist")).waiting).toEqual({});
  expect(await waiting(requester)).toEqual([]);
  expect((await counts(requester, "approver")).waiting[project]).toBeUndefined();
  await giveVerdict(approver, id, "approve", { signature: SIGNED });
  expect(await waiting(approver)).toEqual([]);
  expect((await counts(requester, "data_scientist")).decided[project]).toBe(1);
});

test("that nobody decided in time is on record once, and the request waits for nobody", async () => {
  const { id, project, acting, requester } = await requested();
  await ensureSystemAccounts();
  const system = await builtInActor("system");
  const expired = async () =>
    (await viewPromotion(requester, id)).history.filter(({ action }) => action === "expire").length;
  await expireRequests(system, project);
  expect([await expired(), await waiting(await acting())]).toEqual([0, [id]]);
  const policy = PolicyDocument.parse({ v: 1, name: "another", rules: [{ name: "all", requestDays: 2 }] });
  await publishPolicy(await acting(), policy, { text: "a test", signature: SIGNED });
  await expireRequests(system, project);
  await expireRequests(system, project);
  expect([await expired(), await waiting(await acting())]).toEqual([1, []]);
  expect((await viewPromotion(requester, id)).promotion.state).toBe("expired");
  expect((await counts(requester, "data_scientist")).decided[project]).toBe(1);
});
