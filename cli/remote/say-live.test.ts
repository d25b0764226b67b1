import { expect, test } from "vitest";
import type { LiveReply } from "@/lib/contract/promotion";
import { sayLive } from "./say-live";

const at = "2024-06-10T00:00:00.000Z";
const artifact = { facts: {}, stamp: 1, eventId: "e" };
const asOf = { position: null, stamp: 1, at, pendingCount: 0 };

function reply(more: Partial<LiveReply> = {}, origin: "acted" | "asserted" = "acted"): LiveReply {
  const since = "2024-06-01T00:00:00.000Z";
  return {
    model: "churn",
    target: "production",
    at,
    live: {
      deployment: { ...artifact, type: "deployment", id: "D45", origin, recordedAt: since },
      since,
      until: null,
      deployedBy: null,
      modelVersion: { ...artifact, type: "model_version", id: "churn:v2", origin, recordedAt: since },
      stage: null,
      run: null,
      metrics: null,
      datasets: [],
      commits: [],
      environments: [],
      promotionRequest: null,
      approvals: [],
      attestations: [],
    },
    asserted: null,
    history: [],
    asOf,
    ...more,
  };
}

test("what is live is, what was live was", () => {
  expect(sayLive(reply(), false)[0]).toBe(`churn:v2 is live in production as D45 (at ${at})`);
  expect(sayLive(reply(), true)[0]).toBe(`churn:v2 was live in production as D45 (at ${at})`);
  expect(sayLive(reply({ live: null }), true)[0]).toMatch(/^Nothing of churn was live /);
  expect(sayLive(reply({ live: null }), false)[0]).toMatch(/^Nothing of churn is live /);
});

test("what is only asserted is never told as a fact, and says when it was recorded", () => {
  expect(sayLive(reply({}, "asserted"), false)[0]).toMatch(/^According to an asserted record, churn:v2 is live /);
  const since = "2024-06-05T00:00:00.000Z";
  const recordedAt = "2024-06-07T00:00:00.000Z";
  const said = sayLive(reply({ asserted: { deployment: "X", modelVersion: "churn:v9", since, recordedAt } }), true);
  expect(said[0]).toMatch(/^churn:v2 was live /);
  expect(said[1]).toBe(
    `An asserted record says otherwise: that churn:v9 was live in production as X, from then on: said to be at ${since}, recorded at ${recordedAt}.`,
  );
});

test("one time is shown where it was recorded when it happened, two where not", () => {
  expect(sayLive(reply(), false)).toContain("since        2024-06-01T00:00:00.000Z");
  const late = reply();
  const live = late.live && { ...late.live, since: "2024-05-01T00:00:00.000Z" };
  expect(sayLive({ ...late, live }, false)).toContain(
    "since        said to be at 2024-05-01T00:00:00.000Z, recorded at 2024-06-01T00:00:00.000Z",
  );
});
