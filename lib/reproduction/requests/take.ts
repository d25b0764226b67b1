import { randomUUID } from "node:crypto";
import { ACTIONS } from "@/graph-schema/actions";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { Work } from "@/lib/contract/reproduction";
import { reason } from "@/lib/errors";
import { type ReadTx, read, write } from "@/lib/graph/session";
import { builtInActor } from "@/lib/identity/caller";
import { projectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import type { Draft, Recorded } from "@/lib/ledger/draft";
import { openRequests } from "./load";
import { chosen, MOST_ATTEMPTS } from "./rules";
import type { Standing } from "./standing";
import { free, lease, leasesOf, lockRequests, noteRunner } from "./working";

/** Who runs what is asked for; `projects` are those that their token is confined to, null is all. */
interface RunnerIdentity {
  readonly actor: EnvelopeActor;
  readonly projects: readonly string[] | null;
}

/** What a runner is to do, with the records that giving it made. */
interface Taken {
  readonly work: Work | null;
  readonly recorded: readonly Recorded[];
}

async function waiting(tx: ReadTx, { projects }: RunnerIdentity) {
  const open = await openRequests(tx);
  const leases = await leasesOf(
    tx,
    open.map(({ asked }) => asked.id),
  );
  return chosen(open, leases, projects);
}

/** Whether a request wants a training, too. */
export function isTraining({ asked }: Pick<Standing, "asked">): boolean {
  return ACTIONS.request_reproduction.facts.safeParse(asked.facts).data?.train ?? false;
}

function naming({ asked }: Standing, actor: EnvelopeActor) {
  const { project, subject, id: refersTo, stamp: after } = asked;
  return {
    project,
    ...(subject ? { subject } : {}),
    refersTo,
    after,
    actor,
    origin: "acted",
    outcome: "done",
  } as const;
}

/** The end of a request that no runner brought to one: each of them was killed, or lost its way to the app. */
function given(standing: Standing, system: EnvelopeActor): Draft {
  const why = reason("runner_lost", { attempts: MOST_ATTEMPTS });
  return {
    ...naming(standing, system),
    action: "reproduce",
    facts: { verdict: "cannot_be_reproduced", why: [why.code], trained: isTraining(standing) },
    payloads: [{ name: "metadata", key: projectKey(standing.asked.project), content: { reasons: [{ ...why }] } }],
  };
}

/**
 * Gives the oldest request that nobody works on to one runner, on record; ends those that were taken up too often. Two runners
 * that ask at once never get the same one.
 */
export async function takeReproduction(runner: RunnerIdentity): Promise<Taken> {
  await noteRunner(runner.actor.account, runner.projects);
  const { next, lost } = await read((tx) => waiting(tx, runner));
  if (!next && lost.length === 0) {
    return { work: null, recorded: [] };
  }
  const [system, claim] = [await builtInActor("system"), randomUUID()];
  return write(async (tx) => {
    await lockRequests(tx);
    const { next: standing, lost: over } = await waiting(tx, runner);
    await free(
      tx,
      over.map(({ asked }) => asked.id),
    );
    const drafts: Draft[] = over.map((each) => given(each, system));
    const attempt = (standing?.attempts ?? 0) + 1;
    if (standing) {
      await lease(tx, standing.asked.id, { claim, account: runner.actor.account });
      drafts.push({ ...naming(standing, runner.actor), action: "take_reproduction", facts: { attempt } });
    }
    const recorded = drafts.length > 0 ? await append(tx, drafts) : [];
    return { work: standing ? workOf(standing, claim, attempt) : null, recorded };
  });
}

function workOf(standing: Standing, claim: string, attempt: number): Work {
  const { project, id: request, subject } = standing.asked;
  return { claim, project, request, prediction: subject?.id ?? "", train: isTraining(standing), attempt };
}
