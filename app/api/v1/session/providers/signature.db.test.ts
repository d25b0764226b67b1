import { expect, test } from "vitest";
import { SessionReply } from "@/lib/contract/identity";
import { canonicalJson, sha256 } from "@/lib/hash";
import { PROOF_COOKIE, SESSION_COOKIE } from "@/lib/http/cookie";
import { route } from "@/lib/http/route";
import { signatureGiven } from "@/lib/http/signature";
import { call, recordOf, signedIn } from "@/lib/http/testing";
import { builtInActor } from "@/lib/identity/caller";
import { linkAccount } from "@/lib/identity/oidc/link";
import { passProvider } from "@/lib/identity/oidc/provider.testing";
import { proofBy, register, signInBy } from "../../passkeys/passkey.testing";
import { GET as whoAmI } from "../route";
import { POST as begin } from "./[provider]/route";
import { answerAt, beginAt, cookieIn, member, providers, refusalOf, signInAs, userOf } from "./visit.testing";

const { open, closed } = providers();

const ACT = "/projects/p/promotion-requests/pr:1/approvals";

/** Tells what a signature is worth; the acts that want one are tested where they are. */
const SIGN = route({
  path: "/test",
  permission: "account:self",
  async act(acting) {
    const body = await signatureGiven(acting, undefined);
    return { outcome: "done", recorded: { exempt: "health" }, body, status: 200 };
  },
});

async function signed(cookie: string, proof: string, act = ACT) {
  const headers = { cookie: `${SESSION_COOKIE}=${cookie}; ${PROOF_COOKIE}=${proof}` };
  const told = await (await call(SIGN, { method: "POST", path: act, headers })).json();
  return [told.method, ...told.refused.map(({ code }: { code: string }) => code)].join(" ");
}

/** Shows the provider anew who one is. */
async function again(cookie: string, typed: string, provider = "open", act = ACT) {
  const { url, errand } = await beginAt(provider, { act }, cookie);
  expect(new URL(url).searchParams.get("prompt")).toBe("login");
  expect(new URL(url).searchParams.get("max_age")).toBe("0");
  return answerAt(provider, errand, (await passProvider(url, typed)).search.slice(1), cookie);
}

test("whoever signs in by a provider signs by it: once, for one act, in one session", async () => {
  const mia = member(open(), ["approvers"]);
  const { cookie, user } = await userOf(await signInAs("open", mia.typed));
  const session = SessionReply.parse(await (await call(whoAmI, { cookie })).json());
  expect(session.signsAt).toEqual({ id: "open", name: "Example Organisation" });
  expect(await signed(cookie, "")).toBe("oidc signature_needs_provider");

  const answer = await again(cookie, mia.typed);
  expect(await answer.clone().json()).toEqual({ for: "signature", next: ACT });
  const proof = cookieIn(answer, PROOF_COOKIE);
  expect(await signed(cookie, proof, ACT.replace("pr:1", "pr:2"))).toBe("oidc signature_needs_provider");
  const other = await userOf(await signInAs("open", mia.typed));
  expect(await signed(other.cookie, proof)).toBe("oidc signature_needs_provider");
  expect(await signed(cookie, `${proof.slice(0, -4)}AAAA`)).toBe("oidc signature_needs_provider");
  expect(await signed(cookie, proof)).toBe("oidc");
  expect(await signed(cookie, proof)).toBe("oidc signature_needs_provider");

  const shown = (await recordOf(user?.account ?? "")).filter(({ facts }) => facts?.includes("signature"));
  expect(shown.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(["sign_in done"]);
});

test("nobody signs as somebody else: another member, another session or the provider's old session prove nothing", async () => {
  const [mia, max] = [member(open(), ["approvers"]), member(open(), ["approvers"])];
  const { cookie, user } = await userOf(await signInAs("open", mia.typed));
  const { cookie: others } = await userOf(await signInAs("open", max.typed));
  expect(await refusalOf(await again(cookie, max.typed))).toBe("signature_by_another");
  const failed = (await recordOf(user?.account ?? "")).at(-1);
  expect(failed).toMatchObject({ action: "sign_in_failed", outcome: "refused" });

  const { url, errand } = await beginAt("open", { act: ACT }, cookie);
  const query = (await passProvider(url, mia.typed)).search.slice(1);
  expect(await refusalOf(await answerAt("open", errand, query, others))).toBe("signature_session_over");

  // The person takes "ask anew" out of the address: the provider says when it asked last, which was before.
  const jar = new Map<string, string>();
  const longAgo = Date.now() - 60_000;
  open().members.set(mia.typed, { ...mia, askedAt: longAgo });
  await passProvider((await beginAt("open")).url, mia.typed, jar);
  const late = await beginAt("open", { act: ACT }, cookie);
  const unasked = new URL(late.url);
  unasked.searchParams.delete("prompt");
  unasked.searchParams.set("max_age", "3600");
  const kept = (await passProvider(unasked.href, "nobody", jar)).search.slice(1);
  expect(await refusalOf(await answerAt("open", late.errand, kept, cookie))).toBe("signature_not_fresh");
});

test("an account with a password signs by it, also where an administrator linked it to somebody at a provider", async () => {
  const { account } = await signedIn("approver");
  const mallory = member(closed(), ["approvers"]);
  const { username } = account;
  const by = await builtInActor("system");
  await linkAccount({ username, provider: "closed", subject: mallory.typed, by, now: Date.now() });
  const { cookie } = await userOf(await signInAs("closed", mallory.typed));
  const proof = cookieIn(await again(cookie, mallory.typed, "closed"), PROOF_COOKIE);
  expect(await signed(cookie, proof)).toBe("password signature_needs_password");
});

test("whoever has no password registers a passkey by their provider, and signs by it; the provider alone lets them in", async () => {
  const mia = member(open(), ["approvers"]);
  const { cookie } = await userOf(await signInAs("open", mia.typed));
  const creation = "/passkeys/creation";
  const proof = cookieIn(await again(cookie, mia.typed, "open", creation), PROOF_COOKIE);
  const made = await register(cookie, { proof });
  expect(made.response.status).toBe(201);

  const signs = { act: ACT, body: sha256(canonicalJson(null)) };
  expect(await signed(cookie, (await proofBy(made.authenticator, cookie, signs)).proof)).toBe("passkey");
  expect(await refusalOf(await signInBy(made.authenticator))).toBe("passkey_signs_only");
});

test("nobody begins to sign who is not signed in", async () => {
  const response = await call(begin, { method: "POST", params: { provider: "open" }, body: { act: ACT } });
  expect(await refusalOf(response)).toBe("not_signed_in");
});
