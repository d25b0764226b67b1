import { expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import { stampOf } from "@/graph-schema/values";
import { HealthReply } from "@/lib/contract/log";
import { Unrecordable } from "@/lib/errors";
import { autocommit } from "@/lib/graph/session";
import { health } from "@/lib/http/health";
import { record } from "./record";
import { testActor } from "./testing";

ownDatabase({ guard: false, isReady: true });

test("behind an event of a time to come, written with the guard out, nothing is recorded, and health says why", async () => {
  const actor = await testActor();
  const draft = { project: "default", action: "observe", origin: "acted", outcome: "done", actor } as const;
  await record(draft);
  const before = HealthReply.parse(await (await health()).json());
  expect(before.recordFault).toBeNull();
  const stamp = stampOf(Date.now() + 3_600_000);
  await autocommit("CREATE (:AuditEvent {id: 'to come', project: 'default', action: 'observe', stamp: $stamp})", {
    stamp,
  });
  await expect(record(draft)).rejects.toThrow(Unrecordable);
  const after = HealthReply.parse(await (await health()).json());
  expect(after).toMatchObject({
    status: "degraded",
    recordFault: expect.stringMatching(/ahead of this machine's clock/),
  });
});
