import { randomUUID } from "node:crypto";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { WireEvent } from "@/graph-schema/wire";
import { DEFAULT_TREATMENT } from "@/lib/contract/personal";
import { write } from "@/lib/graph/session";
import { pseudonymsOf } from "@/lib/keys/client";
import { append } from "./append";
import { ingest } from "./ingest";
import type { Source } from "./prepare";
import type { Ingested } from "./quarantine";

/** For tests: an account of a new person, as the record knows it. */
export function testActor(): Promise<EnvelopeActor> {
  return enrolled("user");
}

async function enrolled(kind: "user" | "service"): Promise<EnvelopeActor> {
  const name = randomUUID();
  const [account, person] = await pseudonymsOf([`account:${name}`, `person:${name}`]);
  if (!account || !person) {
    throw new Error("no pseudonyms");
  }
  const actor = { type: kind, account, ...(kind === "user" ? { person } : {}) };
  const facts = { kind, roles: [kind === "user" ? "data_scientist" : "service"] };
  const draft = { action: "enrol", origin: "acted", outcome: "done", actor, enrols: actor, facts } as const;
  await write((tx) => append(tx, [{ ...draft, project: "default" }]));
  return actor;
}

/** For tests: a producer in a project of its own; a service where it may state facts as its acts. */
export async function testSource(mayActFacts = false): Promise<Source> {
  return {
    actor: await enrolled(mayActFacts ? "service" : "user"),
    project: `t-${randomUUID().slice(0, 13)}`,
    mayActFacts,
    mayAttest: mayActFacts,
    mayReproduce: mayActFacts,
    treatment: DEFAULT_TREATMENT,
  };
}

/** Sends one event, or several as a batch, as a request would bring them. */
export function send(source: Source, body: Record<string, unknown> | Record<string, unknown>[]): Promise<Ingested> {
  const all = Array.isArray(body) ? body : [body];
  const sent = all.map((raw) => ({ raw, wire: WireEvent.parse(raw) }));
  return ingest(source, sent, Array.isArray(body));
}
