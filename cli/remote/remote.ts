import { z } from "zod";
import { type Answer, type Door, JsonText, type Query, Unreachable } from "@/cli/sample/door";
import type { ByteStream } from "@/cli/sample/streamed";
import { Problem } from "@/lib/contract/problem";
import { sayReason } from "@/lib/contract/reasons";

/** The app said no. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** The app, as the caller of a command sees it: what it answers is checked, and what it refuses is thrown. */
export interface Remote {
  readonly project: string;
  ask<Reply extends z.ZodType>(reply: Reply, parts: readonly string[], query?: Query): Promise<z.infer<Reply>>;
  /** `body` is an object, or a text that is JSON already. */
  tell<Reply extends z.ZodType>(reply: Reply, parts: readonly string[], body: unknown): Promise<z.infer<Reply>>;
  /** Takes away what is there. */
  remove(parts: readonly string[], query?: Readonly<Record<string, string>>): Promise<void>;
  /** A file beside the API, such as `log/checkpoint`. */
  file(path: string): Promise<Uint8Array>;
  /** Sends bytes. */
  put(parts: readonly string[], bytes: Uint8Array | ByteStream): Promise<void>;
  /** Bytes as they come, until `signal` breaks them off. */
  open(parts: readonly string[], query?: Query, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** What a person sends with a decision that they put their name to; nothing for a service. */
  readonly signature: { readonly password?: string };
  /** The same app in another project. */
  within(project: string): Remote;
  leave(): Promise<void>;
}

async function fileOf(fetching: ReturnType<Door["file"]>): Promise<Uint8Array> {
  const file = await fetching;
  if (file instanceof Uint8Array) {
    return file;
  }
  throw refusalIn(file);
}

async function bytesOf(fetching: ReturnType<Door["bytes"]>): Promise<Response> {
  const answer = await fetching;
  if (answer instanceof Response) {
    return answer;
  }
  throw refusalIn(answer);
}

const BROKEN_OFF = {
  type: "about:blank",
  title: "The bytes broke off before their end",
  status: 502,
  detail: "nothing was kept. `pedigree verify --artifact` says whether they are still what was recorded",
};

/** The app breaks a connection off when the bytes are not what was recorded. */
async function* streamOf(body: Response["body"]): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch {
    throw new Refused(BROKEN_OFF);
  }
}

/** What an answer other than the wished one means. */
export function refusalIn({ status, body }: Answer): Refused | Unreachable {
  const problem = Problem.safeParse(body);
  if (status < 400 || status >= 500 || !problem.success) {
    const title = problem.data?.detail ?? problem.data?.title ?? `something that is not Pedigree answered ${status}`;
    return new Unreachable(`The app cannot answer now: ${title}`);
  }
  return new Refused(problem.data);
}

async function answered<Reply extends z.ZodType>(sending: ReturnType<Door["send"]>, reply: Reply) {
  const answer = await sending;
  if (answer.status >= 400) {
    throw refusalIn(answer);
  }
  const { body } = answer;
  const parsed = reply.safeParse(body);
  if (!parsed.success) {
    throw new Unreachable("The app answers in a form that this version does not know: are both of one version?");
  }
  return parsed.data;
}

/** The app behind `door`. */
export function remote(
  door: Door,
  project: string,
  leave: () => Promise<void>,
  signature: Remote["signature"] = {},
): Remote {
  const at = (parts: readonly string[]) => (parts[0] === "" ? parts.slice(1) : ["projects", project, ...parts]);
  return {
    project,
    ask: (reply, parts, query = {}) => answered(door.send("GET", at(parts), undefined, query), reply),
    tell: (reply, parts, body) =>
      answered(door.send("POST", at(parts), typeof body === "string" ? new JsonText(body) : body), reply),
    remove: async (parts, query = {}) =>
      void (await answered(door.send("DELETE", at(parts), undefined, query), z.unknown())),
    file: (path) => fileOf(door.file(path)),
    put: async (parts, bytes) => void (await bytesOf(door.bytes("PUT", at(parts), { body: bytes }))),
    open: async (parts, query = {}, signal = undefined) =>
      streamOf((await bytesOf(door.bytes("GET", at(parts), { query, signal }))).body),
    signature,
    within: (other) => remote(door, other, leave, signature),
    leave,
  };
}

/** What a person reads about a refusal: each thing that was wrong, with its place. */
export function sayProblem({ title, detail, errors = [], reasons = [], recorded }: Problem): string[] {
  return [
    detail ? `${title}: ${detail}` : `${title}.`,
    ...reasons
      .map(sayReason)
      .filter((said) => !errors.some((error) => error.detail === said))
      .map((said) => `  ${said}`),
    ...errors.map((error) => `  ${error.pointer || "(the request)"}: ${error.detail}`),
    ...(recorded ? [`  The attempt is on record as ${recorded}.`] : []),
  ];
}
