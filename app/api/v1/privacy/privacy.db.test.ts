import { expect, test } from "vitest";
import { AccessReviewReply } from "@/lib/contract/access";
import { ErasurePlanReply, PrivacyReply, RetentionReply, SubjectReply } from "@/lib/contract/privacy";
import { subjectCsv } from "@/lib/contract/privacy-csv";
import { Problem } from "@/lib/contract/problem";
import { call, officerSignedIn, PASSWORD, project, recordOf, signedIn } from "@/lib/http/testing";
import { GET as REVIEW } from "../access-review/route";
import { POST as GIVE } from "../accounts/[username]/grants/route";
import { POST as HOLD } from "./holds/route";
import { POST as RELEASE } from "./releases/route";
import { GET as RETENTION } from "./retention/route";
import { GET as PRIVACY } from "./route";
import { POST as ERASE, GET as PLAN } from "./subjects/[subject]/erasure/route";
import { GET as REPORT } from "./subjects/[subject]/route";

/** Gives somebody a role in one project. */
async function giveOneRole(username: string) {
  const { cookie } = await signedIn("admin");
  const body = { project: await project(), role: "auditor" };
  expect((await call(GIVE, { method: "POST", cookie, params: { username }, body })).status).toBe(201);
}

/** What the review says that an account may still do. */
async function accessOf(account: string) {
  const { cookie } = await signedIn("compliance_officer");
  const { access } = AccessReviewReply.parse(await (await call(REVIEW, { cookie })).json());
  return access.filter(({ who }) => who.account === account);
}

test.each(["admin", "auditor", "approver", "viewer"] as const)(
  "the role %s neither reads what is kept of a person nor has them erased, and the attempt is on record",
  async (role) => {
    const [{ account, cookie }, other] = [await signedIn(role), await signedIn("viewer")];
    const params = { subject: other.account.username };
    const body = { basis: "objection", reason: "x", password: PASSWORD };
    expect((await call(REPORT, { cookie, params })).status).toBe(403);
    expect((await call(ERASE, { method: "POST", cookie, params, body })).status).toBe(403);
    expect((await recordOf(account.account)).filter(({ action }) => action === "denied")).toHaveLength(2);
  },
);

test("an erasure wants the officer's password, closes the account at once, and leaves no name to be asked for", async () => {
  const [officer, other] = [await officerSignedIn(), await signedIn("viewer")];
  const { cookie } = officer;
  const params = { subject: other.account.username };
  await giveOneRole(other.account.username);
  const plan = ErasurePlanReply.parse(await (await call(PLAN, { cookie, params })).json());
  expect(plan).toMatchObject({ sessions: 1, reasons: [], accounts: [{ username: other.account.username }] });

  const body = { basis: "objection", reason: "request 14" };
  const unsigned = await call(ERASE, { method: "POST", cookie, params, body });
  expect(Problem.parse(await unsigned.json()).reasons).toMatchObject([{ code: "signature_needs_password" }]);
  const erased = await call(ERASE, { method: "POST", cookie, params, body: { ...body, password: PASSWORD } });
  expect(erased.status).toBe(201);
  expect((await call(PRIVACY, { cookie: other.cookie })).status).toBe(401);
  expect(await accessOf(other.account.account)).toEqual([]);
  expect((await call(PLAN, { cookie, params })).status).toBe(404);

  const told = PrivacyReply.parse(await (await call(PRIVACY, { cookie })).json());
  expect(told.erasures).toContainEqual(
    expect.objectContaining({
      state: "requested",
      basis: "objection",
      people: [expect.objectContaining({ account: other.account.account, name: null, username: null })],
    }),
  );
  const acts = (await recordOf(officer.account.account)).filter(({ action }) => action === "request_erasure");
  expect(acts.map(({ outcome }) => outcome)).toEqual(["refused", "done"]);
});

test("the report holds what is kept of a person and who looked at it, and is itself on record", async () => {
  const [officer, other] = [await signedIn("compliance_officer"), await signedIn("viewer", "approver")];
  const params = { subject: other.account.username };
  await call(REPORT, { cookie: officer.cookie, params });
  const report = SubjectReply.parse(await (await call(REPORT, { cookie: officer.cookie, params })).json());
  expect(report.accounts).toMatchObject([{ username: other.account.username, roles: ["viewer", "approver"] }]);
  expect(report.rights).toMatchObject([{ action: "enrol", roles: ["viewer", "approver"] }]);
  expect(report.sessions).toHaveLength(1);
  expect(report.contents.map(({ name }) => name)).toEqual(["from", "names"]);
  expect(report.lookedAtBy.map(({ by }) => by.username)).toContain(officer.account.username);
  expect(subjectCsv(report)).toContain(`looked_at,`);
  const look = (await recordOf(officer.account.account)).at(-1);
  expect(look).toMatchObject({ action: "view", facts: expect.stringContaining(other.account.account) });
});

test("a hold is put and released by an officer, with reason and password", async () => {
  const { cookie } = await officerSignedIn();
  const body = { on: { scope: "project", project: await project() }, reason: "case 7", password: PASSWORD };
  expect((await call(HOLD, { method: "POST", cookie, body })).status).toBe(201);
  const held = PrivacyReply.parse(await (await call(PRIVACY, { cookie })).json()).holds;
  expect(held).toContainEqual(expect.objectContaining({ scope: "project", project: body.on.project }));
  expect((await call(RELEASE, { method: "POST", cookie, body: { ...body, password: "wrong" } })).status).toBe(409);
  expect((await call(RELEASE, { method: "POST", cookie, body })).status).toBe(201);
  const after = PrivacyReply.parse(await (await call(PRIVACY, { cookie })).json());
  expect(after.holds.map((hold) => hold.project)).not.toContain(body.on.project);
  expect(after.windows).toContainEqual({ class: "access", days: 365, least: 183 });
  const due = RetentionReply.parse(await (await call(RETENTION, { cookie })).json());
  expect(due.due.every(({ parts }) => parts === 0)).toBe(true);
});

test("an officer of one project sees what is held of it, and nothing of persons, of others or of the installation", async () => {
  const [here, elsewhere] = [await project(), await project()];
  const [officer, own, other] = [await officerSignedIn(), await signedIn(), await signedIn("viewer")];
  for (const on of [
    { scope: "project", project: here },
    { scope: "project", project: elsewhere },
    { scope: "person", name: other.account.username },
  ]) {
    const body = { on, reason: "case 9", password: PASSWORD };
    expect((await call(HOLD, { method: "POST", cookie: officer.cookie, body })).status).toBe(201);
  }
  const { cookie: admin } = await signedIn("admin");
  const body = { project: here, role: "compliance_officer" };
  const params = { username: own.account.username };
  expect((await call(GIVE, { method: "POST", cookie: admin, params, body })).status).toBe(201);
  const look = (path: string) => call(PRIVACY, { cookie: own.cookie, path });
  const told = PrivacyReply.parse(await (await look(`/privacy?project=${here}`)).json());
  expect(told.holds.map(({ scope, project: of }) => [scope, of])).toEqual([["project", here]]);
  expect(told.erasures).toEqual([]);
  expect([(await look("/privacy")).status, (await look(`/privacy?project=${elsewhere}`)).status]).toEqual([403, 403]);
  const looks = (await recordOf(own.account.account)).filter(({ action }) => action === "view" || action === "denied");
  expect(looks.map(({ action }) => action)).toEqual(["view", "denied", "denied"]);
});
