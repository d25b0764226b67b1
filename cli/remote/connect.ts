import type { Command } from "commander";
import { z } from "zod";
import { type Address, address, browser, service, UnexpectedAnswer, Unreachable } from "@/cli/sample/door";
import { openHome } from "@/cli/supervise/home";
import { runningAddress } from "@/cli/supervise/lock";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { configuration } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { readSampleAccounts, sampleToken } from "@/lib/identity/sample";
import { Refused, type Remote, refusalIn, remote, sayProblem } from "./remote";
import { exchangedToken } from "./workload";

export interface RemoteOptions {
  readonly url?: string;
  readonly project?: string;
  readonly as?: string;
}

/** Who a command is on the embedded sample when nobody is named; an act is never anybody's by default. */
export type Usual = "svc-ci" | "ada.auditor" | undefined;

const HELP = `
Who asks: PEDIGREE_TOKEN (a service's token); or PEDIGREE_WORKLOAD_TOKEN or PEDIGREE_WORKLOAD_TOKEN_FILE (a CI system's
signed token, exchanged for a service's); or --as NAME or PEDIGREE_USER with PEDIGREE_PASSWORD; on the embedded
sample --as takes any of its people and services, and commands that only read do without.
Exit codes: 0 done, 1 wrong use or setup, 2 refused, 3 the app does not answer.`;

/** Gives a command the options of all commands that talk to the app. */
export function withRemote(command: Command): Command {
  return command
    .option("--url <address>", "address of the app (default: the one that runs on this clone, else PUBLIC_URL)")
    .option("--project <id>", "project (default: PEDIGREE_PROJECT, else default)")
    .option("--as <name>", "who acts")
    .addHelpText("after", HELP);
}

function nobody(): never {
  throw new SetupError(
    "Nobody to act as.",
    "Set PEDIGREE_TOKEN, or PEDIGREE_USER and PEDIGREE_PASSWORD; on the embedded sample say --as NAME (such as --as alex.approver).",
  );
}

/** The secret of `name`: a token of a service, or a person's password. */
function secretOf(name: string): { token: string } | { password: string } {
  const given = process.env.PEDIGREE_PASSWORD;
  if (given) {
    return { password: given };
  }
  const sample = readSampleAccounts();
  const token = sampleToken(name);
  const password = sample?.accounts.find((each) => each.username === name)?.password;
  if (token !== undefined) {
    return { token };
  }
  if (password !== undefined) {
    return { password };
  }
  const names = [
    ...(sample?.accounts ?? []).map(({ username }) => username),
    ...(sample?.tokens ?? []).map((t) => t.service),
  ];
  throw new SetupError(
    `The password of ${name} is not known here.`,
    names.length > 0
      ? `The sample has ${names.join(", ")}; for others set PEDIGREE_PASSWORD.`
      : "Set PEDIGREE_PASSWORD.",
  );
}

/** A door that keeps the session of `username`. */
async function signedIn(to: Address, username: string, password: string, project: string): Promise<Remote> {
  const door = browser(to);
  const app = remote(door, project, async () => void (await door.send("DELETE", ["session"])), { password });
  await app.tell(z.unknown(), ["", "session"], { username, password });
  return app;
}

/** Do two addresses lead to one port of this machine? */
function isSameHere(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  const isLoopback = ({ hostname }: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return isLoopback(a) && isLoopback(b) && a.port === b.port;
}

/**
 * Where the app is: as `url` says, else the one that runs on this clone, else at PUBLIC_URL. A session is taken only from
 * the public origin, which may have another name than the address that is called.
 */
export function whereabouts(url: string | undefined): Address {
  const running = runningAddress(openHome());
  const called = url ?? running ?? configuration().publicUrl;
  if (!URL.canParse(called)) {
    throw new SetupError(`${called} is no address.`, "Say it like http://localhost:3000.");
  }
  const known = running && isSameHere(called, running) ? running : called;
  return address(called, process.env.PUBLIC_URL || known);
}

/** The app as anybody may ask it, who shows neither session nor token. */
export function visitor(url: string | undefined): Remote {
  return remote(browser(whereabouts(url)), DEFAULT_PROJECT, async () => undefined);
}

/** Lets the command in. `usual` is who it is on the sample when nobody is named. */
async function connect(options: RemoteOptions, usual: Usual): Promise<Remote> {
  const to = whereabouts(options.url);
  const project = options.project ?? process.env.PEDIGREE_PROJECT ?? DEFAULT_PROJECT;
  const token = options.as ? undefined : process.env.PEDIGREE_TOKEN || (await exchangedToken(to));
  if (token) {
    return remote(service(to, token), project, async () => undefined);
  }
  const name = options.as ?? process.env.PEDIGREE_USER ?? (readSampleAccounts() ? usual : undefined) ?? nobody();
  const secret = secretOf(name);
  return "token" in secret
    ? remote(service(to, secret.token), project, async () => undefined)
    : signedIn(to, name, secret.password, project);
}

/** Tells what was refused, or that there is no app, with the exit code for it; what is our own fault is thrown on. */
export function report(error: unknown): void {
  if (error instanceof UnexpectedAnswer) {
    console.error(`Stopped at ${error.what}.`);
    report(refusalIn(error.answer));
  } else if (error instanceof Refused) {
    console.error(sayProblem(error.problem).join("\n"));
    process.exitCode = 2;
  } else if (error instanceof Unreachable) {
    console.error(`${error.message}\nStart it with \`npm start\`, or say where it is with --url.`);
    process.exitCode = 3;
  } else {
    throw error;
  }
}

/** Does `work` with the app, signs out again, and tells what was refused. */
export async function withApp(options: RemoteOptions, usual: Usual, work: (app: Remote) => Promise<void>) {
  let app: Remote | undefined;
  try {
    app = await connect(options, usual);
    await work(app);
  } catch (error) {
    report(error);
  } finally {
    await app?.leave().catch(() => undefined);
  }
}
