import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "@/graph-schema/values";
import { ROLES } from "@/lib/contract/identity";
import { pseudonymOf } from "@/lib/keys/client";
import { ACCOUNT, type AccountRow, opened, SESSION, sealed } from "./rows";

async function account(): Promise<AccountRow> {
  const id = randomUUID();
  return {
    id,
    username: `row-${id}`,
    displayName: "Row",
    kind: "user",
    roles: ["viewer"],
    account: await pseudonymOf(`account:${id}`),
    createdAt: instant(0),
  };
}

test("a row comes back as it was sealed, whatever it says", async () => {
  const row = await account();
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        displayName: fc.string({ unit: "grapheme" }),
        roles: fc.uniqueArray(fc.constantFrom(...ROLES)),
        disabledAt: fc.option(fc.nat().map(instant), { nil: undefined }),
      }),
      async (changes) => {
        const { disabledAt, ...rest } = changes;
        const said = { ...row, ...rest, ...(disabledAt ? { disabledAt } : {}) };
        expect(await opened(ACCOUNT, await sealed(ACCOUNT, said))).toEqual(said);
      },
    ),
  );
});

test("a seal fits one row: not with another value, one field more or one field less, nor another kind", async () => {
  const row = await sealed(ACCOUNT, { ...(await account()), disabledAt: instant(1) });
  const fields = Object.keys(row).filter((name) => name !== "mac");
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fields), fc.jsonValue(), async (field, value) => {
      fc.pre(JSON.stringify(value) !== JSON.stringify(row[field]));
      expect(await opened(ACCOUNT, { ...row, [field]: value })).toBe("forged");
    }),
  );
  for (const field of [...fields, "mac"]) {
    const { [field]: _, ...less } = row;
    expect(await opened(ACCOUNT, less), field).toBe("forged");
  }
  expect(await opened(ACCOUNT, { ...row, admin: true })).toBe("forged");
  expect(await opened(ACCOUNT, { ...row, mac: "" })).toBe("forged");
  expect(await opened(SESSION, row)).toBe("forged");
});

test("the seal of one account does not fit another one's row", async () => {
  const [a, b] = [await sealed(ACCOUNT, await account()), await sealed(ACCOUNT, await account())];
  expect(await opened(ACCOUNT, { ...a, mac: b.mac })).toBe("forged");
});
