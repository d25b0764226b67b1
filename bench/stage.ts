import { address, browser, type Door, service, UnexpectedAnswer } from "@/cli/sample/door";
import { batches, type SeedEvent, seedEvents } from "@/cli/sample/seed";
import type { OwnApp } from "@/cli/supervise/ownApp";
import { MAX_BATCH } from "@/graph-schema/wire";
import { CreateTokenReply } from "@/lib/contract/identity";
import { RecordReply } from "@/lib/contract/record";
import { readSampleAccounts } from "@/lib/identity/sample";
import { Floor } from "./floor";

/** Where the seed is recorded. */
export const SEEDED = "seed";

const SCOPES = ["event:record", "acted:facts", "attestation:state", "artifact:read"];

/** What the measurements share: the app with somebody let in, and the database with nothing between. */
export interface Stage {
  readonly app: OwnApp;
  readonly floor: Floor;
  /** The secret of a service that may look and record everywhere. */
  readonly token: string;
  /** The app as that service sees it. */
  readonly door: Door;
  makeProject(id: string): Promise<void>;
  /** Records more of the seed until it has so many models; says how many artifacts there are then. */
  grow(models: number): Promise<number>;
}

/** Sends events, and fails unless all of them were recorded. */
export async function post(door: Door, project: string, events: SeedEvent | SeedEvent[]): Promise<RecordReply> {
  const answer = await door.send("POST", ["projects", project, "events"], events);
  const reply = RecordReply.safeParse(answer.body);
  if (!reply.success) {
    throw new UnexpectedAnswer("recording", answer);
  }
  return reply.data;
}

async function administratorOf({ url, home }: OwnApp): Promise<Door> {
  process.env.PEDIGREE_HOME = home;
  const account = readSampleAccounts()?.accounts.find(({ role }) => role === "admin");
  const door = browser(address(url));
  const answer = await door.send("POST", ["session"], { username: account?.username, password: account?.password });
  if (answer.status >= 300) {
    throw new UnexpectedAnswer("sign-in", answer);
  }
  return door;
}

/** Lets a service into `app`, and opens the seed's project. */
export async function openStage(app: OwnApp): Promise<Stage> {
  const administrator = await administratorOf(app);
  const makeProject = async (id: string) => {
    const answer = await administrator.send("POST", ["projects"], { id, simulation: true });
    if (answer.status >= 300) {
      throw new UnexpectedAnswer(`project ${id}`, answer);
    }
  };
  await makeProject(SEEDED);
  const asked = { service: "svc-ci", scopes: SCOPES, expiresInDays: 1 };
  const { secret: token } = CreateTokenReply.parse((await administrator.send("POST", ["tokens"], asked)).body);
  const door = service(address(app.url), token);
  const floor = new Floor(app.home);
  return { app, floor, token, door, makeProject, grow: (models) => grow(door, floor, models) };
}

async function grow(door: Door, floor: Floor, models: number): Promise<number> {
  for (const batch of batches(seedEvents({ models, seed: 1 }), MAX_BATCH)) {
    await post(door, SEEDED, batch);
  }
  const [row] = await floor.rows("MATCH (a:Artifact) RETURN toFloat(count(a)) AS artifacts", {});
  return Number(row?.artifacts);
}
