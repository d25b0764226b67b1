import fc from "fast-check";
import { expect, test } from "vitest";
import { ROLES } from "@/lib/contract/identity";
import { dutiesInConflict } from "./duties";

const held = fc.record({ role: fc.constantFrom(...ROLES), project: fc.constantFrom("a", "b", null) });

test("duties are kept apart in whichever order they are given, where both would count, and nowhere else", () => {
  fc.assert(
    fc.property(held, held, (one, other) => {
      const inOrder = dutiesInConflict([one], other).length;
      expect(dutiesInConflict([other], one)).toHaveLength(inOrder);
      if (one.project !== other.project && one.project !== null && other.project !== null) {
        expect(inOrder).toBe(0);
      }
    }),
  );
});

test("who audits does not act, and who administers neither acts nor audits", () => {
  const everywhere = (role: (typeof ROLES)[number]) => ({ role, project: null });
  const apart = (role: (typeof ROLES)[number]) => dutiesInConflict(ROLES.map(everywhere), everywhere(role)).sort();
  expect(apart("approver")).toEqual(["admin", "auditor"]);
  expect(apart("admin")).toEqual(["approver", "auditor", "data_scientist", "operator"]);
  expect(apart("auditor")).toEqual(["admin", "approver", "compliance_officer", "data_scientist", "operator"]);
});
