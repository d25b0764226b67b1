import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { address, type Door, UnexpectedAnswer } from "@/cli/sample/door";
import { personas } from "@/cli/sample/personas";
import { readSampleAccounts } from "@/lib/identity/sample";
import { VOLUME_EVENTS } from "@/lib/report/period";
import { pending } from "./log";
import { closedLoop, type Line, quantile, secondsOf } from "./measure";
import { post, type Stage } from "./stage";
import { inBatches, predictions, prepare } from "./writes";

const FEW = 100;
const TRIES = 30;
/** Warming up is not measured. */
const WARM = 10;
const EVER = { from: "2000-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z", format: "pdf" };
const LOOK_MS = 100;

/** A project of which `events` predictions are in the log. */
async function told(stage: Stage, events: number): Promise<string> {
  const load = { writers: 4, events };
  const project = await prepare(stage, load.writers);
  const batches = inBatches(predictions(load), 500);
  await closedLoop(batches, load.writers, (batch) => post(stage.door, project, batch));
  while ((await pending(stage)) > 0) {
    await pause(LOOK_MS);
  }
  return project;
}

async function document(auditor: Door, project: string, volume: number): Promise<Buffer> {
  const answer = await auditor.bytes("GET", ["projects", project, "dossier"], { query: { ...EVER, volume } });
  if (!(answer instanceof Response)) {
    throw new UnexpectedAnswer("a dossier", answer);
  }
  return Buffer.from(await answer.arrayBuffer());
}

/** A page is an object of its own, and no object of these documents is inside of a stream. */
function pagesIn(pdf: Buffer): number {
  return pdf.toString("latin1").match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
}

/** The most memory that the web server ever had, in MB (1,000,000 bytes). */
function mostMemory({ app }: Stage): number {
  const web = execFileSync("pgrep", ["-P", String(app.pid), "-f", "next-server"], { encoding: "utf8" }).trim();
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${web}/status`, "utf8")) ?? [];
  return (Number(kibibytes) * 1_024) / 1e6;
}

function line(what: string, ours: string, floor: string, ratio: number, goal: Line["goal"]): Line {
  return { what, ours, floor, ratio, goal };
}

/** How long a short dossier of a time takes, and how fast a long one comes in volumes: by the API, as an auditor takes them. */
export async function measureDossiers(stage: Stage, events: number): Promise<Line[]> {
  const people = personas(address(stage.app.url), "sample", readSampleAccounts()?.accounts ?? []);
  try {
    const auditor = await people.as("ada.auditor");
    // The project, its version and its deployments are events as well.
    const short = await told(stage, FEW - 6);
    const tries = Array.from({ length: WARM + TRIES }, (_, index) => index);
    const { each } = await closedLoop(tries, 1, () => document(auditor, short, 1));
    const p95 = quantile(each.slice(WARM), 0.95);
    const long = await told(stage, events);
    let pages = 0;
    const seconds = await secondsOf(async () => {
      for (let volume = 1; volume <= Math.ceil(events / VOLUME_EVENTS); volume++) {
        pages += pagesIn(await document(auditor, long, volume));
      }
    });
    const [rate, memory] = [pages / seconds, mostMemory(stage)];
    const many = `dossier of ${events.toLocaleString("en")} events in volumes`;
    return [
      line(`dossier of ${FEW} events, p95`, `${p95.toFixed(0)} ms`, "1000 ms", p95 / 1_000, { atMost: 1 }),
      line(`${many}, ${pages} pages`, `${rate.toFixed(0)} pages/s`, "100 pages/s", rate / 100, { atLeast: 1 }),
      line(`${many}, memory of the server`, `${memory.toFixed(0)} MB`, "1000 MB", memory / 1_000, { atMost: 1 }),
    ];
  } finally {
    await people.leave();
  }
}
