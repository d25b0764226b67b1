import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { owner, registered, userIn } from "@/app/api/v1/passkeys/passkey.testing";
import { register as passkeys } from "@/cli/commands/passkeys";
import { terminal } from "@/cli/run.testing";
import { serveApi } from "@/cli/sample/app.testing";
import { configuration } from "@/lib/env";
import { read } from "@/lib/graph/session";
import { PASSWORD, recordOf } from "@/lib/http/testing";
import { openFindings } from "@/lib/log/findings";

let api: Awaited<ReturnType<typeof serveApi>>;
const { written, run } = terminal(passkeys);

beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.close());
beforeEach(() => {
  vi.stubEnv("PUBLIC_URL", configuration().publicUrl);
  vi.stubEnv("PEDIGREE_PASSWORD", PASSWORD);
});

test("an administrator lists and removes a passkey whose device was lost; nobody else does", async () => {
  const [admin, lost, other] = [await owner("admin"), await owner("approver"), await owner("approver")];
  const { passkey } = await registered(lost.cookie);
  const as = (who: typeof admin) => ["--as", who.account.username, "--url", api.url];
  expect(await run("passkeys", "list", lost.account.username, ...as(admin))).toBe(0);
  expect(written.join("\n")).toContain(`${passkey.id}  Test key  registered`);

  const removing = ["passkeys", "remove", lost.account.username, passkey.id];
  expect(await run(...removing, ...as(other))).toBe(2);
  expect((await userIn(lost.cookie))?.account).toBe(lost.account.account);
  expect(await run(...removing, ...as(admin))).toBe(0);
  expect(await userIn(lost.cookie)).toBeNull();
  const acts = (await recordOf(admin.account.account)).filter(({ action }) => action === "revoke_access");
  expect(acts.map(({ outcome, facts }) => [outcome, facts?.includes(passkey.id)])).toEqual([["done", true]]);
  expect((await read(openFindings)).some(({ detail }) => detail?.includes(passkey.id))).toBe(true);
});
