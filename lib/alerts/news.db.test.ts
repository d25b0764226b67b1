import { expect, test } from "vitest";
import { write } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { appendDecision, lockSubject } from "@/lib/ledger/decision";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import type { Attempted, Channel, Message } from "./channels";
import { promotionNews } from "./news";

const HOUR_MS = 3_600_000;

/** A receiver that keeps what it is told of one project, and takes it or not. */
function receiver(project: string, least: Channel["least"], name = `webhook:test#${project}`) {
  const heard: Message[] = [];
  let answer: Attempted = { outcome: "done", status: 204 };
  const channel: Channel = {
    name,
    least,
    async send(message) {
      if (message.data.project === project) {
        heard.push(message);
      }
      return answer;
    },
  };
  return { channel, heard, answers: (next: Attempted) => (answer = next) };
}

/** A request that is on record, and an act about it. */
async function scene() {
  const source = await testSource(true);
  const { project } = source;
  const actor = await testActor();
  const version = { type: "model_version", id: "churn:v2" } as const;
  const timestamp = new Date().toISOString();
  await send(source, [{ event_id: "v", action: "register", timestamp, subject: version }]);
  const subject = { type: "promotion_request", id: `pr:${project}` } as const;
  const common = { project, actor, origin: "acted", outcome: "done", subject, related: [version] } as const;
  const act = (action: "request_promotion" | "reject") =>
    write(async (tx) => {
      await lockSubject(tx, project, subject);
      const created = action === "reject" ? {} : { created: [{ ...subject, facts: {} }] };
      return appendDecision(tx, { ...common, ...created, action, facts: { to_stage: "production" } });
    });
  await act("request_promotion");
  await ensureSystemAccounts();
  return { project, act, request: subject.id, system: await builtInActor("system") };
}

test("whoever is configured is told once of a request that waits, and of what became of it", async () => {
  const { project, act, request, system } = await scene();
  const { channel, heard } = receiver(project, "info");
  const tell = promotionNews();
  const round = () => tell({ system, channels: [channel], now: Date.now() });
  await round();
  await act("reject");
  await round();
  await round();
  // Another process has only the record to know what was told.
  await promotionNews()({ system, channels: [channel], now: Date.now() });
  expect(heard.map(({ type }) => type)).toEqual(["promotion.requested", "promotion.rejected"]);
  expect(heard[0]).toMatchObject({
    severity: "info",
    what: "The promotion of churn:v2 to production waits for approval.",
    data: { request, model_version: "churn:v2", url: expect.stringContaining(encodeURIComponent(request)) },
  });
});

test("who wants to know of the worst alone hears of no request, and who fails is told again later", async () => {
  const { project, system } = await scene();
  const deaf = receiver(project, "critical", `webhook:deaf#${project}`);
  const { channel, heard, answers } = receiver(project, "info");
  const tell = promotionNews();
  const round = (after = 0) => tell({ system, channels: [channel, deaf.channel], now: Date.now() + after });
  answers({ outcome: "failed", error: "HTTP status 500" });
  await round();
  await round();
  expect(heard).toHaveLength(1);
  answers({ outcome: "done", status: 204 });
  await round(HOUR_MS);
  await round(HOUR_MS);
  expect(heard.map(({ id }) => id)).toEqual([heard[0]?.id, heard[0]?.id]);
  expect(deaf.heard).toEqual([]);
});
