import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { WindowQuery } from "@/lib/contract/incident-view";
import { CauseBody, CloseBody, CompleteBody, CorrectBody, OpenIncidentBody } from "@/lib/contract/incidents";
import { write } from "@/lib/graph/session";
import { appendDecision, lockSubject } from "@/lib/ledger/decision";
import type { Doer } from "@/lib/ledger/deed";
import type { Source } from "@/lib/ledger/prepare";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import { readStory, type Step } from "@/samples/churn/story";
import type { Acted } from "./act";
import { addAction, addNote, closeIncident, completeAction, setCause } from "./handle";
import { openIncident } from "./open";
import { digestsIn, markdownReport } from "./report";
import { listIncidents, viewIncident } from "./view";

const READER = { mayReadTexts: true, maySeeAccess: true };
const REPORTED = "inc:2024-06-04-ctr";
const SINCE = "2024-06-04T09:50:00.000Z";

let source: Source;
let officer: Doer;

/** How it ended: the event, or the codes of the reasons why not. */
async function told(act: Promise<Acted>): Promise<string> {
  const acted = await act;
  return acted.outcome === "done" ? "done" : acted.reasons.map(({ code }) => code).join(" ");
}

function deployed(id: string, version: string, at: string, replaced?: string) {
  const related = [{ type: "model_version", id: version }, ...(replaced ? [{ type: "deployment", id: replaced }] : [])];
  return {
    event_id: randomUUID(),
    action: "deploy",
    timestamp: at,
    subject: { type: "deployment", id },
    declares: [{ type: "deployment", id, target: "production" }],
    related,
  };
}

/** A promotion that a service carried out over a check that was set aside. */
function promoted(version: string, at: string) {
  const metadata = { from_stage: "staging", to_stage: "production", automated: true, overridden: ["data_validation"] };
  const subject = { type: "model_version", id: version };
  return { event_id: randomUUID(), action: "promote", timestamp: at, subject, metadata };
}

/** What the story's deployments are of, and in whose place they came. */
const DEPLOYED: Readonly<Record<string, readonly [version: string, replaced?: string]>> = {
  D44: ["churn:v1"],
  D45: ["churn:v2", "D44"],
  D46: ["churn:v3", "D45"],
};

function toldOf(step: Step): Record<string, unknown>[] {
  switch (step.act) {
    case "event":
      return step.body.action === "predict" ? [] : [step.body];
    case "promote":
      return step.of === "third" ? [promoted("churn:v3", step.at)] : [];
    case "deploy": {
      const [version = "", replaced] = DEPLOYED[step.body.id] ?? [];
      return [deployed(step.body.id, version, step.at, replaced)];
    }
    case "rollback":
      return [deployed(step.body.id, step.body.to, step.at, step.deployment)];
    default:
      return [];
  }
}

/** The sample's first two examples as what is told of them: acts as assertions, since another test records those. */
async function tellStory(): Promise<void> {
  const steps = readStory().flatMap((chapter) => (chapter.chapter === "example-3" ? [] : chapter.steps));
  expect(await send(source, steps.flatMap(toldOf))).toMatchObject({ outcome: "done" });
}

function view(id = REPORTED) {
  return viewIncident(source.project, id, WindowQuery.parse({ days: "14" }), READER);
}

function takeUp(): Promise<Acted> {
  return openIncident(officer, OpenIncidentBody.parse({ reported: REPORTED, since: SINCE, title: "CTR fell by 8 %" }));
}

const CAUSE = CauseBody.parse({
  cause: "overridden_warning",
  artifacts: [{ type: "dataset_version", id: "DS:2024-06-01" }],
  reason: "The warning was overridden by the promoter.",
});
const CLOSE = CloseBody.parse({ reason: "The cause is found and mended." });

beforeEach(async () => {
  source = await testSource(true);
  officer = { actor: await testActor(), project: source.project };
  await tellStory();
});

/** Somebody publishes the policy `id`, as far as the record goes. */
function publish(id: string) {
  const subject = { type: "policy", id } as const;
  const deed = { ...officer, action: "publish_policy", origin: "acted", outcome: "done", subject } as const;
  return write(async (tx) => {
    await lockSubject(tx, officer.project, subject);
    return appendDecision(tx, { ...deed, created: [{ ...subject, facts: {} }] });
  });
}

describe("the sample's incident", () => {
  test("points first to the overridden drift warning with its feature-pipeline commit", async () => {
    const { incident, cause, timeline } = await view();
    expect(incident.state).toBe("reported");
    const [first] = cause.suspects;
    expect(first).toMatchObject({
      code: "overridden_warning",
      strength: "strong",
      params: { id: "DS:2024-06-01", commit: "C9c4d" },
    });
    const named = first?.signals.flatMap(({ evidence }) => evidence.map(({ ref }) => ref?.id));
    expect(named).toEqual(
      expect.arrayContaining(["DS:2024-06-01", "C9c4d", expect.stringContaining("sha256:c8e26cbe")]),
    );
    expect(cause.before?.deployment?.id).toBe("D45");
    expect(cause.after?.deployment?.id).toBe("D46");
    const lanes = new Set(timeline.events.map(({ lane }) => lane));
    expect([...lanes]).toEqual(
      expect.arrayContaining(["incident", "observation", "deployment", "promotion", "attestation", "data", "code"]),
    );
    expect(timeline.series.map(({ metric }) => metric)).toContain("ctr");
    expect(timeline).toMatchObject({ truncated: false, total: timeline.events.length });
  });

  test("is handled from opening to closing, and every step is refused until what it needs is there", async () => {
    expect(await told(addNote(officer, REPORTED, "too early"))).toBe("incident_not_taken_up");
    expect(await told(takeUp())).toBe("done");
    expect(await told(takeUp())).toBe("incident_open");
    expect(await told(closeIncident(officer, REPORTED, CLOSE))).toBe("cause_missing");
    const unknown = { ...CAUSE, artifacts: [{ type: "dataset_version" as const, id: "nowhere" }] };
    expect(await told(setCause(officer, REPORTED, unknown))).toBe("unknown_artifact");
    expect(await told(setCause(officer, REPORTED, CAUSE))).toBe("done");
    const planned = CorrectBody.parse({
      kind: "policy_change",
      state: "planned",
      text: "Drift warnings need a person.",
    });
    expect(await told(addAction(officer, REPORTED, { ...planned, state: "done" }))).toBe("action_needs_evidence");
    const action = await addAction(officer, REPORTED, planned);
    expect(await told(closeIncident(officer, REPORTED, CLOSE))).toBe("actions_open");
    const none = CompleteBody.parse({});
    expect(await told(completeAction(officer, REPORTED, action.event.id, none))).toBe("action_needs_evidence");
    expect(await told(completeAction(officer, REPORTED, randomUUID(), none))).toBe("action_unknown");
    const by = CompleteBody.parse({ policySha256: "a".repeat(64) });
    expect(await told(completeAction(officer, REPORTED, action.event.id, by))).toBe("policy_not_published");
    await publish(`policy:${"a".repeat(64)}`);
    expect(await told(completeAction(officer, REPORTED, action.event.id, by))).toBe("done");
    expect(await told(closeIncident(officer, REPORTED, { ...CLOSE, noCauseFound: true }))).toBe("cause_found");
    expect(await told(closeIncident(officer, REPORTED, CLOSE))).toBe("done");
    expect(await told(addNote(officer, REPORTED, "too late"))).toBe("incident_closed");
    const { incident, handling, history } = await view();
    expect(incident).toMatchObject({
      state: "closed",
      title: { state: "open", text: "CTR fell by 8 %" },
      openActions: 0,
    });
    expect(handling.actions).toMatchObject([{ kind: "policy_change", state: "done" }]);
    expect(history.filter(({ outcome }) => outcome === "refused")).toHaveLength(11);
  });

  test("is listed by its state and taken away as a report that names each event by its digest", async () => {
    await takeUp();
    const open = await listIncidents(source.project, { state: "open", limit: 10 }, { ...READER, mayReadTexts: false });
    expect(open).toMatchObject({ total: 1, incidents: [{ id: REPORTED, title: { state: "hidden", text: null } }] });
    expect((await listIncidents(source.project, { state: "closed", limit: 10 }, READER)).total).toBe(0);
    const reply = await view();
    const digests = await digestsIn(reply);
    expect(Object.keys(digests)).toEqual(expect.arrayContaining(reply.timeline.events.map(({ id }) => id)));
    const report = markdownReport(reply, digests);
    expect(report).toContain("A warning about the data DS:2024\\-06\\-01".replaceAll("\\-", "-"));
    expect(report).toContain(Object.values(digests)[0]);
  });
});

test("an incident opens on what is recorded only, and no fact of it is free text", async () => {
  const body = {
    concerns: { type: "deployment", id: "D46" },
    kind: "ctr_drop",
    severity: "critical",
    since: SINCE,
    title: "Ana saw it",
  };
  const opened = await openIncident(officer, OpenIncidentBody.parse(body));
  expect(opened).toMatchObject({ outcome: "done" });
  const nowhere = { ...body, concerns: { type: "deployment", id: "D99" } };
  expect(await told(openIncident(officer, OpenIncidentBody.parse(nowhere)))).toBe("unknown_artifact");
  const unseen = { ...body, observation: randomUUID() };
  expect(await told(openIncident(officer, OpenIncidentBody.parse(unseen)))).toBe("observation_unknown");
  expect(OpenIncidentBody.safeParse({ ...body, kind: "Ana saw it" }).success).toBe(false);
  const reply = await view(opened.outcome === "done" ? opened.made?.id : "");
  expect(JSON.stringify(reply.history)).not.toContain("Ana");
  expect(reply.incident.title?.text).toBe("Ana saw it");
});
