import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { read } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { enrol } from "@/lib/identity/enrol";
import { signIn } from "@/lib/identity/sign-in";
import { createFirstAdministrator } from "./create";

// A server of its own: what is tested begins without accounts.
ownDatabase({ guard: true, isReady: true });

const password = "turquoise-anvil-sings-42";
const told: string[] = [];

beforeAll(() => {
  vi.spyOn(console, "log").mockImplementation((text: string) => void told.push(text));
});
afterAll(() => {
  vi.restoreAllMocks();
});

const Enrolled = z.object({ outcome: z.string(), facts: z.string(), reasons: z.string().nullable() });

function enrolments() {
  const query = `
    MATCH (e:AuditEvent {action: 'enrol'}) WHERE e.facts CONTAINS 'admin'
    RETURN e.outcome AS outcome, e.facts AS facts, e.reasons AS reasons ORDER BY e.stamp`;
  return read((tx) => tx.rows(query, {}, Enrolled));
}

test("a password that is too short makes nobody an administrator, and the attempt is on record", async () => {
  const create = createFirstAdministrator({ username: "ada" }, async () => "short");
  await expect(create).rejects.toThrow(/ada was not made: .*at least 12 characters/);
  expect((await enrolments()).map(({ outcome }) => outcome)).toEqual(["refused"]);
});

test("the first administrator is made on record, can sign in, and their password does not end", async () => {
  await createFirstAdministrator({ username: "ada" }, async () => password);
  expect((await enrolments()).at(-1)).toEqual({
    outcome: "done",
    facts: JSON.stringify({ kind: "user", roles: ["admin"] }),
    reasons: null,
  });
  expect(told.join()).toMatch(/^ada is an administrator, on record as /);
  const inAYear = Date.now() + 365 * 86_400_000;
  const attempt = { username: "ada", password, address: "::1", agent: null, previous: null, now: inAYear };
  expect((await signIn(attempt)).outcome).toBe("done");
});

test("there is no second first administrator, and nobody is asked for a password", async () => {
  const ask = vi.fn(async () => password);
  const again = createFirstAdministrator({ username: "eve" }, ask);
  await expect(again).rejects.toThrow("There is an administrator already; this command makes the first one only.");
  expect(ask).not.toHaveBeenCalled();
});

test("whoever was asked for a password while another became administrator is refused, on record", async () => {
  await ensureSystemAccounts();
  const names = { username: "eve", displayName: "Eve", kind: "user" as const, roles: ["admin" as const], password };
  const late = await enrol({ ...names, isFirstAdministrator: true, by: await builtInActor("system"), now: Date.now() });
  expect(late).toMatchObject({ outcome: "refused", reasons: [{ code: "administrator_exists", params: {} }] });
});
