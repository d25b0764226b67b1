import { expect, test } from "vitest";
import { BREAK_GLASS } from "@/lib/contract/findings";
import { AccountRow } from "@/lib/contract/identity";
import { Problem } from "@/lib/contract/problem";
import { read } from "@/lib/graph/session";
import { call, PASSWORD, project, recordOf, signedIn } from "@/lib/http/testing";
import { openFindings } from "@/lib/log/findings";
import { POST as acknowledge } from "../findings/[id]/acknowledgement/route";
import { POST as resolve } from "../findings/[id]/resolution/route";
import { POST as changePassword } from "../session/password/route";
import { POST as breakGlass } from "./route";

const OWN = "violet-hammer-dances-77";

async function codes(answer: Response): Promise<string[]> {
  return (Problem.parse(await answer.json()).reasons ?? []).map(({ code }) => code);
}

/** Somebody with a password of their own, and how they ask for a role in a project of its own. */
async function inNeed(...roles: Parameters<typeof signedIn>) {
  const within = await project();
  const { account, cookie } = await signedIn(...roles);
  await call(changePassword, { method: "POST", cookie, body: { current: PASSWORD, next: OWN } });
  const why = "Production is down and nobody else is awake.";
  const body = { project: within, role: "viewer", minutes: 15, why, password: OWN };
  const ask = (more: object = {}) => call(breakGlass, { method: "POST", cookie, body: { ...body, ...more } });
  return { within, account, cookie, ask };
}

async function alarmsIn(within: string) {
  return (await read(openFindings)).filter(({ kind, project: place }) => kind === BREAK_GLASS && place === within);
}

test("whoever breaks the glass is let in at once, for a short time, and everybody hears of it", async () => {
  const { within, account, ask } = await inNeed("operator");
  expect(await codes(await ask({ password: "not mine at all" }))).toEqual(["signature_password_wrong"]);
  expect((await ask({ role: "compliance_officer" })).status).toBe(422);
  expect((await ask({ why: "short" })).status).toBe(422);
  const taken = await ask();
  expect(taken.status).toBe(201);
  const [grantRow] = AccountRow.parse(await taken.json()).grants;
  expect(grantRow).toMatchObject({ project: within, role: "viewer", breakGlass: true });
  expect(Date.parse(grantRow?.until ?? "") - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  const told = await alarmsIn(within);
  expect(told).toHaveLength(1);
  expect(told[0]?.detail).toContain(account.account);
  const acts = (await recordOf(account.account)).filter(({ facts }) => facts?.includes('"break_glass":true'));
  expect(acts.map(({ outcome }) => outcome)).toEqual(["refused", "done"]);
  expect(acts.at(-1)?.note).not.toContain("nobody else is awake");
});

test("an emergency is not made longer by another one, and the attempt is on record", async () => {
  const { within, account, ask } = await inNeed("operator");
  expect((await ask()).status).toBe(201);
  expect(await codes(await ask({ role: "operator" }))).toContain("emergency_under_way");
  expect(await alarmsIn(within)).toHaveLength(1);
  expect((await recordOf(account.account)).at(-1)).toMatchObject({ action: "grant_access", outcome: "refused" });
});

test("nobody answers their own alarm; somebody else does", async () => {
  const { within, account, cookie, ask } = await inNeed("operator", "compliance_officer");
  expect((await ask()).status).toBe(201);
  const [{ id = "" } = {}] = await alarmsIn(within);
  const answer = { method: "POST", params: { id }, body: { comment: "It was needed." } } as const;
  for (const handler of [acknowledge, resolve]) {
    expect(await codes(await call(handler, { ...answer, cookie }))).toContain("own_emergency");
    expect((await recordOf(account.account)).at(-1)).toMatchObject({ outcome: "refused", subject: id });
  }
  expect(await alarmsIn(within)).toHaveLength(1);
  const other = await signedIn("compliance_officer");
  expect((await call(resolve, { ...answer, cookie: other.cookie })).status).toBe(201);
  expect(await alarmsIn(within)).toHaveLength(0);
});
