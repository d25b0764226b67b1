import type { EnvelopeActor, Pseudonym, Reason } from "@/graph-schema/envelope";
import type { Provider } from "@/lib/env/sign-in";
import { reason } from "@/lib/errors";
import type { Recorded } from "@/lib/ledger/draft";
import { type Arrival, type Begun, recordFailure } from "../arrival";
import type { Caller } from "../caller";
import { spend } from "../spent";
import { providerCalled } from "./client";
import { type Errand, endOf, openErrand } from "./errand";
import { type Proven, proveFor } from "./prove";
import { type Shown, shownBy } from "./shown";
import { signInShown } from "./sign-in";

/** What a provider sent back with the browser, and what the browser had with it. */
export interface Answer extends Arrival {
  readonly provider: string;
  readonly query: string;
  readonly errand: string | null;
  readonly caller: Caller;
}

export type Answered =
  | ({ readonly outcome: "done"; readonly next: string } & (Begun | Proven))
  | { readonly outcome: "refused"; readonly reasons: readonly Reason[]; readonly recorded: Recorded | "counted" };

interface Checked {
  readonly provider: Provider;
  readonly errand: Errand;
  readonly shown: Shown;
}

interface Refusal {
  readonly refused: Reason;
  readonly claimed?: Pseudonym;
}

async function check(answer: Answer, errand: Errand | undefined): Promise<Checked | Refusal> {
  const provider = providerCalled(answer.provider);
  if (!provider) {
    return { refused: reason("provider_unknown") };
  }
  if (errand?.provider !== provider.id) {
    return { refused: reason("sign_in_not_begun") };
  }
  if (new URLSearchParams(answer.query).get("state") !== errand.state) {
    return { refused: reason("sign_in_state_differs") };
  }
  if (!(await spend({ what: `errand ${errand.state}`, until: endOf(errand) }, answer.now))) {
    return { refused: reason("sign_in_answer_spent") };
  }
  const shown = await shownBy(provider, errand, answer.query, answer.now);
  return "refused" in shown ? shown : { provider, errand, shown };
}

function carryOut(answer: Answer, { provider, errand, shown }: Checked): Promise<Begun | Proven | Refusal> {
  return errand.signature
    ? proveFor(answer, { provider, shown, begunAt: errand.begunAt, ...errand.signature })
    : signInShown(provider, shown, answer);
}

/** Who tried: whoever signs an act is known; whoever signs in is nobody yet. */
function triedBy({ caller }: Answer, errand: Errand | undefined): EnvelopeActor | undefined {
  return errand?.signature && caller.via === "session" ? caller.actor : undefined;
}

/** Redeems what a provider sent back: signs in, or shows who signs an act. What fails is on record. */
export async function takeAnswer(answer: Answer): Promise<Answered> {
  const errand = await openErrand(answer.errand, answer.now);
  const checked = await check(answer, errand);
  const result = "refused" in checked ? checked : await carryOut(answer, checked);
  if (!("refused" in result)) {
    return { outcome: "done", next: errand?.next ?? "/", ...result };
  }
  const isKnown = providerCalled(answer.provider) !== undefined;
  const claimed = "claimed" in result ? result.claimed : undefined;
  const recorded = await recordFailure(answer, {
    why: result.refused,
    key: `oidc ${answer.caller.actor.account} ${claimed ?? ""}`,
    facts: {
      method: "oidc",
      ...(isKnown ? { provider: answer.provider } : {}),
      ...(errand?.signature ? { signature: true } : {}),
    },
    claimed,
    actor: triedBy(answer, errand),
  });
  return { outcome: "refused", reasons: [result.refused], recorded };
}
