import { expect, test } from "vitest";
import { Stamp } from "@/graph-schema/values";
import { reasonsToRefuseRollback } from "./rollback";

function standing(id: string, versionId: string, isLive: boolean) {
  const target = "production";
  return { id, versionId, target, isLive, isActed: true, isRetired: false, configSha256: null, stamp: Stamp.parse(1) };
}

const current = standing("D46", "churn:v3", true);
const earlier = standing("D45", "churn:v2", false);
const history = [current, earlier];
const live = { id: "D46", versionId: "churn:v3" };
const codes = (...args: Parameters<typeof reasonsToRefuseRollback>) =>
  reasonsToRefuseRollback(...args).map(({ code }) => code);

test("one may go back from what is live to what was live there", () => {
  expect(codes(live, { id: "churn:v2", isRetired: false }, history)).toEqual([]);
});

test("one may not go back to a version that was never live, is live, or is retired, nor from what is replaced", () => {
  expect(codes(live, { id: "churn:v9", isRetired: false }, history)).toEqual(["never_live"]);
  expect(codes(live, { id: "churn:v3", isRetired: false }, history)).toEqual(["already_live"]);
  expect(codes(live, { id: "churn:v2", isRetired: true }, history)).toEqual(["is_retired"]);
  const replaced = { id: "D45", versionId: "churn:v2" };
  expect(codes(replaced, { id: "churn:v3", isRetired: false }, history)).toEqual(["not_live"]);
});

test("neither a deployment that is only asserted nor one that is retired makes a version known to be good", () => {
  const version = { id: "churn:v2", isRetired: false };
  expect(codes(live, version, [current, { ...earlier, isActed: false }])).toEqual(["live_only_asserted"]);
  expect(codes(live, version, [current, { ...earlier, isRetired: true }])).toEqual(["deployment_retired"]);
});
