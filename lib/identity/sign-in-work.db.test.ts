import { randomUUID } from "node:crypto";
import { verify } from "@node-rs/argon2";
import { beforeAll, expect, test, vi } from "vitest";
import { write } from "@/lib/graph/session";
import { PASSWORD, person, service } from "@/lib/http/testing";
import { disableAccount } from "./accounts";
import { auditEvent } from "./audit";
import { builtInActor } from "./caller";
import { signIn } from "./sign-in";

// The library does its work; that it was asked to is counted.
vi.mock("@node-rs/argon2", { spy: true });

let addresses = 0;

/** How often a password is verified in one attempt, by which parameters, and what the attempt comes to. */
async function workOf(username: string, password: string) {
  vi.mocked(verify).mockClear();
  addresses += 1;
  const attempt = { username, password, address: `203.0.113.${addresses}`, agent: "vitest", previous: null };
  const result = await signIn({ ...attempt, now: Date.now() });
  const parameters = vi.mocked(verify).mock.calls.map(([hash]) => String(hash).split("$").slice(1, 4).join(" "));
  if (result.outcome === "done" || result.recorded === "counted") {
    return { parameters, said: [result.outcome] };
  }
  const { event } = await auditEvent(result.recorded.id, true);
  const recorded = [event.action, ...event.reasons.map(({ code }) => code)];
  return { parameters, said: result.reasons.map(({ code }) => code), recorded };
}

const ONCE = ["argon2id v=19 m=19456,t=2,p=1"];

// The hash that stands for nobody's is made once, with the first attempt.
beforeAll(async () => {
  await person("viewer");
  await workOf(`nobody-${randomUUID()}`, PASSWORD);
});

test("whoever fails to sign in costs one verification by the same parameters, and hears the same; the record has the true reason", async () => {
  const [known, disabled, edited] = [await person("viewer"), await person("viewer"), await person("viewer")];
  const { account: machine } = await service(["event:record"]);
  await disableAccount({ username: disabled.username, by: await builtInActor("system"), now: Date.now() });
  await write((tx) => tx.run("MATCH (c:Credential {accountId: $id}) SET c.hash = c.hash + ' '", { id: edited.id }));
  const refused = (why: string) => ({
    parameters: ONCE,
    said: ["wrong_credentials"],
    recorded: ["sign_in_failed", why],
  });
  expect(await workOf(`nobody-${randomUUID()}`, PASSWORD)).toEqual(refused("wrong_credentials"));
  expect(await workOf(known.username, "not the password")).toEqual(refused("wrong_credentials"));
  expect(await workOf(machine.username, PASSWORD)).toEqual(refused("wrong_credentials"));
  expect(await workOf(disabled.username, PASSWORD)).toEqual(refused("account_disabled"));
  expect(await workOf(edited.username, PASSWORD)).toEqual(refused("row_mac_invalid"));
  expect(await workOf(known.username, PASSWORD)).toEqual({ parameters: ONCE, said: ["done"] });
});
