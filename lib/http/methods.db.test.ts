import { expect, test } from "vitest";
import { GET } from "@/app/api/[...rest]/route";
import { Problem } from "@/lib/contract/problem";
import { auditEvent } from "@/lib/identity/audit";
import { offerInstead } from "./methods";
import { NOT_OFFERED_HEADER } from "./peer";
import { call, recordOf, signedIn } from "./testing";

/** As the server leads such a request to the door. */
function ask(method: string, url: string, more: { cookie?: string; address?: string } = {}): Promise<Response> {
  const headers = { [NOT_OFFERED_HEADER]: JSON.stringify({ method, ...offerInstead(method, url) }) };
  return call(GET, { ...more, headers, path: "/not-offered", params: {} });
}

test("a method that the address does not take is refused with those that it takes, on record under the asker's name", async () => {
  const { account, cookie } = await signedIn("viewer");
  const response = await ask("PUT", "/api/v1/session", { cookie });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, POST, DELETE, HEAD");
  const told = Problem.parse(await response.json());
  expect(told).toMatchObject({ detail: "It takes GET, POST, DELETE, HEAD, not PUT." });
  const event = (await recordOf(account.account)).at(-1);
  expect(event).toMatchObject({ id: told.recorded, action: "refuse", outcome: "refused" });
  expect(JSON.parse(event?.facts ?? "")).toEqual({ route: "/session", method: "PUT" });
});

test("a stranger hears the same; repeats within a minute are counted as one", async () => {
  const address = "192.0.2.41";
  const first = Problem.parse(await (await ask("DELETE", "/audit", { address })).json());
  expect(first).toMatchObject({ status: 405, reasons: [{ code: "method_not_offered" }] });
  const { event } = await auditEvent(first.recorded ?? "", true);
  expect(event).toMatchObject({ action: "refuse", facts: { route: "/{page}", method: "DELETE" } });
  const second = await ask("DELETE", "/audit", { address });
  expect(second.status).toBe(405);
  expect(Problem.parse(await second.json()).recorded).toBeUndefined();
});
