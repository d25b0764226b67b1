import { join } from "node:path";
import { configuration, parseEnv } from "@/lib/env";
import { closeGraph, read } from "@/lib/graph/session";
import { administratorExists } from "@/lib/identity/enrol";
import { RUNNER, sampleToken } from "@/lib/identity/sample";
import { documentKey } from "@/lib/keys/document-key";
import { settleAddress } from "./address";
import { build, isBuilt } from "./build";
import { type Child, Died } from "./child";
import { assembleCrew, type Crew } from "./crew";
import { type Home, openHome } from "./home";
import { claim } from "./lock";
import { settleLog } from "./log";
import { type Progress, plainProgress } from "./progress";
import { rehearseLater } from "./rehearse";
import { planSample, sampleAccounts, signInHints, tellSample } from "./sample";
import { openStore } from "./store";
import { awaitHealth, startRunner, startSigner, startWeb, startWorker } from "./web";

interface StartOptions {
  readonly dev?: boolean;
  readonly sample?: boolean;
  readonly restore?: boolean;
}

interface Address {
  readonly local: string;
  readonly public: string;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Resolves when somebody asks for the end. npm passes on a Ctrl-C that we have had already: later ones are ignored.
 * An npm that was killed passes on nothing, but then this process gets another parent.
 */
function interruption(): Promise<string> {
  const parent = process.ppid;
  return new Promise((settle) => {
    for (const signal of SIGNALS) {
      process.on(signal, () => settle(signal));
    }
    if (process.env.npm_lifecycle_event) {
      setInterval(() => process.ppid !== parent && settle("npm is gone"), 1_000).unref();
    }
  });
}

async function ready(isDevelopment: boolean, home: Home, crew: Crew, progress: Progress): Promise<void> {
  if (isDevelopment || isBuilt()) {
    return;
  }
  await progress.step("Building the web app (only when its sources changed)", () => build(home, crew));
}

/** Brings up database, key process, web server, worker and runner; what does not need another is brought up beside it. */
async function bringUp(options: StartOptions, home: Home, address: Address, crew: Crew, progress: Progress) {
  const isDevelopment = options.dev === true;
  await Promise.all([
    openStore(home, crew, progress),
    startSigner(home, crew),
    ready(isDevelopment, home, crew, progress),
  ]);
  await settleLog(options.restore === true, progress);
  const journal = await planSample(home, options.sample === true);
  startWeb(home, crew, isDevelopment);
  await Promise.all([awaitHealth(address.local), startWorker(home, crew)]);
  progress.say(`The app answers at ${address.public}`);
  const accounts = journal ? await sampleAccounts(progress) : [];
  if (journal) {
    await tellSample({ accounts, journal }, address, progress);
  }
  const token = configuration().runnerToken ?? (journal ? sampleToken(RUNNER) : undefined);
  if (token !== undefined) {
    await startRunner(home, crew, address.local, token);
  }
  return accounts;
}

interface Welcome {
  readonly hints: readonly string[];
  /** Is there an administrator? */
  readonly isOwned: boolean;
}

function welcome(address: Address, home: Home, { hints, isOwned }: Welcome, progress: Progress): void {
  progress.say(`Pedigree is ready: ${address.public}`);
  if (!isOwned) {
    console.log("\n  Nobody can sign in yet. Make the first administrator, with the same environment, by:");
    console.log("    npx pedigree admin create USERNAME");
  }
  if (hints.length > 0) {
    console.log("\n  Sign in as (user, password, role):");
    for (const line of hints) {
      console.log(`    ${line}`);
    }
    console.log(`  Kept in ${join(home.secrets, "sample-accounts.json")}`);
  }
  console.log(`\n  Ctrl-C stops everything. Logs are in ${home.logs}.\n`);
}

/** A key for documents that does not fit is told now, not to whoever takes the first document away. */
function requireDocumentKey(): void {
  const { documents } = parseEnv(process.env);
  if (documents) {
    documentKey(documents, new Date());
  }
}

/** Runs everything until it is told to stop or a process dies. Returns the exit code. */
export async function start(options: StartOptions): Promise<number> {
  requireDocumentKey();
  const progress = plainProgress();
  const home = openHome();
  const claimed = claim(home);
  const crew = assembleCrew(progress);
  const interrupted = interruption();
  let rehearsal: Child | undefined;
  try {
    const address = await settleAddress(home);
    const up = bringUp(options, home, address, crew, progress);
    // When another one of the three is first, nobody waits for this any more.
    up.catch(() => undefined);
    const accounts = await Promise.race([up, crew.death, interrupted]);
    if (typeof accounts !== "string") {
      claimed.announce(address.public);
      const isOwned = await read(administratorExists);
      welcome(address, home, { hints: signInHints(accounts), isOwned }, progress);
      rehearsal = configuration().isEmbedded ? await rehearseLater(home) : undefined;
    }
    const signal = await Promise.race([interrupted, crew.death]);
    progress.say(`${signal}: stopping`);
    return 0;
  } catch (error) {
    if (error instanceof Died) {
      console.error(`\n${error.message}\nEverything else is stopped now. Start again with \`npm start\`.`);
      return 1;
    }
    throw error;
  } finally {
    await closeGraph();
    await rehearsal?.stop();
    await crew.stop();
    claimed.release();
  }
}
