import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { address, type Door, service as door } from "@/cli/sample/door";
import { type Chance, chance } from "@/cli/sample/random";
import { RecordReply } from "@/lib/contract/record";
import { project, service } from "@/lib/http/testing";
import { inspect } from "./flaws.testing";
import { Installation, type Victim } from "./installation.testing";
import { type Posted, requests, SHARED } from "./requests.testing";

const WRITERS = 16;
const START_MS = 120_000;
const ROUND_MS = 600_000;

interface Plan {
  readonly victims: readonly Victim[];
  /** About so many events a round. */
  readonly events: number;
}

/** What came back for one request; `undefined` when nothing did. */
type Answers = Map<Posted, number | undefined>;

interface Posting {
  readonly to: Door;
  readonly project: string;
  /** What is left to post; the writers take from it. */
  readonly queue: Posted[];
  readonly answers: Answers;
  /** From then on nothing new is posted, and a request may break off. */
  readonly isOver?: () => boolean;
  readonly onAnswer?: () => void;
}

/** One writer: posts until nothing is left or it is over. */
async function write({ to, project: here, queue, answers, isOver = () => false, onAnswer }: Posting): Promise<void> {
  for (let next = queue.shift(); next && !isOver(); next = queue.shift()) {
    const answer = await to.send("POST", ["projects", here, "events"], next.body).catch(() => undefined);
    const receipts = RecordReply.safeParse(answer?.body).data?.receipts;
    answers.set(next, receipts?.length === next.events.length ? answer?.status : undefined);
    if (answers.get(next) === undefined && !isOver()) {
      throw new Error(`nothing was killed, and the app answered ${JSON.stringify(answer)?.slice(0, 1_000)}`);
    }
    onAnswer?.();
  }
}

async function writeAtOnce(posting: Posting): Promise<void> {
  await Promise.all(Array.from({ length: WRITERS }, () => write(posting)));
}

/** Posts with all writers at once, and kills `victim` in the middle of it. Resolves when it runs again. */
async function postAndKill(app: Installation, posting: Posting, victim: Victim, luck: Chance): Promise<void> {
  const { queue, answers } = posting;
  const killAfter = luck.whole(Math.ceil(queue.length * 0.1), Math.floor(queue.length * 0.8));
  const delayMs = luck.whole(0, 20);
  let killing: Promise<void> | undefined;
  let isOver = false;
  async function kill(): Promise<void> {
    await pause(delayMs);
    isOver = true;
    await app.kill(victim);
    await app.restart(victim);
  }
  function onAnswer(): void {
    if (answers.size >= killAfter) {
      killing ??= kill();
    }
  }
  await writeAtOnce({ ...posting, isOver: () => isOver, onAnswer });
  await killing;
}

function idsOf(posted: Iterable<Posted>): string[] {
  return [...posted].flatMap(({ events }) => events.map(({ event_id }) => event_id));
}

/** Right after the crash: what was acknowledged is there, the other requests are there wholly or not at all. */
async function inspectAfterCrash(here: string, posted: readonly Posted[], answers: Answers): Promise<void> {
  const found = await inspect(here);
  expect(found.flaws).toEqual([]);
  const there = new Set(found.eventIds);
  for (const request of posted) {
    const present = request.events.filter(({ event_id }) => there.has(event_id)).length;
    expect(answers.get(request) === undefined ? [0, request.events.length] : [request.events.length]).toContain(
      present,
    );
  }
  const brokenOff = [...answers.values()].filter((status) => status === undefined).length;
  console.log(
    `${answers.size} of ${posted.length} requests sent, ${brokenOff} of them broken off; ${there.size} events there`,
  );
}

/** Posts all of it again: nothing is refused, nothing that was acknowledged is recorded anew, and all is there once. */
async function repeat(to: Door, here: string, posted: readonly Posted[], answers: Answers): Promise<void> {
  const again: Answers = new Map();
  await writeAtOnce({ to, project: here, queue: [...posted], answers: again });
  expect(posted.filter((request) => answers.get(request) !== undefined && again.get(request) !== 200)).toEqual([]);
  const found = await inspect(here);
  expect(found.flaws).toEqual([]);
  expect([...found.eventIds].sort()).toEqual(["create_project", ...idsOf([SHARED, ...posted])].sort());
}

/** For tests: kills processes amid many concurrent requests, and looks for what is lost, doubled or half there. */
export function crashes({ victims, events }: Plan): void {
  const seed = process.env.PEDIGREE_SEED ?? randomUUID().slice(0, 8);
  let app: Installation;
  let token = "";

  beforeAll(async () => {
    console.log(`PEDIGREE_SEED=${seed} repeats the requests and the moments of the kills`);
    app = await Installation.start();
    token = (await service(["event:record"])).secret;
  }, START_MS);
  afterAll(() => app?.stop(), START_MS);

  test.each(victims.map((victim, index) => ({ victim, round: index + 1 })))(
    "kill -9 of the $victim ($round): every acknowledged event is there once and whole, and no other is half there",
    async ({ victim, round }) => {
      const luck = chance(`${seed} ${round}`);
      const here = await project();
      const producer = () => door(address(app.url), token);
      await write({ to: producer(), project: here, queue: [SHARED], answers: new Map() });
      const posted = requests(events, luck);
      const answers: Answers = new Map();
      await postAndKill(app, { to: producer(), project: here, queue: [...posted], answers }, victim, luck);
      await inspectAfterCrash(here, posted, answers);
      await repeat(producer(), here, posted, answers);
    },
    ROUND_MS,
  );
}
