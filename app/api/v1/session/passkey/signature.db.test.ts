import { expect, test } from "vitest";
import { z } from "zod";
import { canonicalJson, sha256 } from "@/lib/hash";
import { PROOF_COOKIE, SESSION_COOKIE } from "@/lib/http/cookie";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { call, PASSWORD, recordOf, session } from "@/lib/http/testing";
import { auditEvent } from "@/lib/identity/audit";
import { Authenticator } from "@/lib/identity/passkeys/authenticator.testing";
import { codesOf, factsIn, owner, proofBy, registered } from "../../passkeys/passkey.testing";
import { POST as begin } from "./route";

const ACT = "/projects/p/promotion-requests/pr:1/approvals";
const BODY = { comment: "Looked at it." };
const SIGNS = { act: ACT, body: sha256(canonicalJson(BODY)) };

/** Tells what a signature is worth; the acts that want one are tested where they are. */
const SIGN = route({
  path: "/test",
  permission: "account:self",
  body: z.object({ comment: z.string().optional(), password: z.string().optional() }),
  async act(acting) {
    const body = await signatureGiven(acting, acting.body.password);
    return { outcome: "done", recorded: { exempt: "health" }, body, status: 200 };
  },
});

async function signed(cookie: string, proof: string, body: object = BODY, act = ACT) {
  const headers = { cookie: `${SESSION_COOKIE}=${cookie}; ${PROOF_COOKIE}=${proof}` };
  const told = await (await call(SIGN, { method: "POST", path: act, headers, body })).json();
  return [told.method, ...told.refused.map(({ code }: { code: string }) => code)].join(" ");
}

async function holder() {
  const who = await owner("approver");
  return { ...who, ...(await registered(who.cookie, new Authenticator())) };
}

test("whoever has a passkey signs by it: once, one act, what was sent with it, in one session", async () => {
  const { account, cookie, authenticator, passkey } = await holder();
  const { proof, options } = await proofBy(authenticator, cookie, SIGNS);
  expect(options.allowCredentials?.map(({ id }) => id)).toEqual([authenticator.id]);
  const none = "passkey signature_needs_passkey";
  expect(await signed(cookie, proof, { comment: "Something else." })).toBe(none);
  expect(await signed(cookie, proof, BODY, ACT.replace("pr:1", "pr:2"))).toBe(none);
  expect(await signed(await session(account.username), proof)).toBe(none);
  expect(await signed(cookie, `${proof.slice(0, -4)}AAAA`)).toBe("password signature_needs_password");
  expect(await signed(cookie, proof)).toBe("passkey");
  expect(await signed(cookie, proof)).toBe(none);
  expect(await signed(cookie, proof, { ...BODY, password: PASSWORD })).toBe("password");

  const shown = (await recordOf(account.account)).filter(({ facts }) => facts?.includes("signature"));
  expect(shown.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(["sign_in done"]);
  expect(factsIn(shown[0]?.facts ?? null)).toEqual({ method: "passkey", passkey: passkey.id, signature: true });
});

test("what the authenticator signed is the digest of the act and of what was sent, and stays with the record", async () => {
  const { account, cookie, authenticator } = await holder();
  const { options } = await proofBy(authenticator, cookie, SIGNS);
  const event = (await recordOf(account.account)).find(({ facts }) => facts?.includes("signature"));
  const { payloads } = await auditEvent(event?.id ?? "", true);
  const Proof = z.object({ session: z.string(), act: z.string(), body: z.string(), nonce: z.string() });
  const kept = payloads.find(({ name }) => name === "proof")?.content;
  const signs = Proof.parse(kept);
  expect(signs).toMatchObject(SIGNS);
  const digest = sha256(canonicalJson(signs)).slice("sha256:".length);
  expect(Buffer.from(options.challenge, "base64url").toString("hex")).toBe(digest);
  const { signature } = z.object({ signature: z.object({ clientDataJSON: z.string() }) }).parse(kept);
  expect(Buffer.from(signature.clientDataJSON, "base64url").toString()).toContain(options.challenge);
});

test("nobody signs by somebody else's passkey, nor in a session that is another's; both are on record", async () => {
  const [mia, max] = [await holder(), await holder()];
  const foreign = await proofBy(max.authenticator, mia.cookie, SIGNS);
  expect(await codesOf(foreign.response)).toBe("signature_by_another");
  expect(foreign.proof).toBe("");
  expect((await recordOf(mia.account.account)).at(-1)).toMatchObject({ action: "sign_in_failed", outcome: "refused" });
});

test("a sign-in is no signature, and nobody begins to sign who is not signed in", async () => {
  const { cookie, authenticator } = await holder();
  expect(await signed(cookie, "")).toBe("password signature_needs_password");
  const response = await call(begin, { method: "POST", body: { signs: SIGNS } });
  expect(await codesOf(response)).toBe("not_signed_in");
  expect(authenticator.counter).toBe(0);
});
