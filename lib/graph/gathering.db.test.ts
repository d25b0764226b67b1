import { expect, test } from "vitest";
import { z } from "zod";
import { Ref } from "@/graph-schema/names";
import { CALLER_KEY_BY_ID } from "@/lib/identity/caller-key-queries";
import { CHAIN, EVENTS_AT } from "@/lib/ledger/queries";
import { send, testSource } from "@/lib/ledger/testing";
import * as promotion from "@/lib/promotion/queries";
import { explain } from "./explain.testing";
import { forMany, gathering } from "./gathering";
import { read } from "./session";

const { PROMOTION, NOTES, CLAIMS_TOLD, REPORT_EVENTS, CONE, RESTS_ON, ATTESTED_BEFORE, WARNED_BEFORE, DEPLOYMENTS } =
  promotion;

test("every query by which a list of requests looks at one of them can be asked for many", async () => {
  const asked = [PROMOTION, NOTES, CLAIMS_TOLD, REPORT_EVENTS, CONE, RESTS_ON, ATTESTED_BEFORE, WARNED_BEFORE];
  const all = [...asked, DEPLOYMENTS, CHAIN, EVENTS_AT, CALLER_KEY_BY_ID];
  for (const { operators } of await explain(all.map(forMany))) {
    expect(operators.length).toBeGreaterThan(3);
    expect(operators.filter((each) => /^(AllNodesScan|NodeByLabelScan.*:(AuditEvent|Artifact))/.test(each))).toEqual(
      [],
    );
  }
});

test("each is given what it would be given alone, in the shape that it asks for, also where that is nothing", async () => {
  const places = await Promise.all(
    [1, 2, 3].map(async (versions) => {
      const source = await testSource(true);
      const timestamp = "2026-01-01T00:00:00Z";
      const model = { type: "model", id: "m" } as const;
      const made = Array.from({ length: versions }, (_, at) => ({ type: "model_version", id: `m:v${at}` }) as const);
      await send(
        source,
        made.map((subject) => ({
          event_id: subject.id,
          action: "register",
          timestamp,
          subject,
          related: [model],
          declares: [model],
        })),
      );
      return { project: source.project, ids: ["m:v0", "m:v1", "m:v2", "m:v'] RETURN 1 //"] };
    }),
  );
  await read(async (tx) => {
    const together = gathering(tx);
    const calls = places.flatMap(({ project, ids }) => ids.map((id) => ({ project, id })));
    const answers = await Promise.all(calls.map((call) => together.rows(CONE, call, Ref)));
    for (const [at, call] of calls.entries()) {
      expect(answers[at], JSON.stringify(call)).toEqual(await tx.rows(CONE, call, Ref));
    }
    expect(answers.filter((rows) => rows.length > 0)).toHaveLength(6);
    const mixed = await Promise.all([
      together.rows(
        "MATCH (a:Artifact {project: $project, type: 'model', id: $at}) RETURN a.id AS id",
        { project: places[0]?.project, at: "m" },
        z.strictObject({ id: z.string() }),
      ),
      together.rows(
        "UNWIND $ids AS id CALL (id) { RETURN id + $end AS text } RETURN text",
        { ids: ["a", "b"], end: "!" },
        z.strictObject({ text: z.string() }),
      ),
      together.rows(
        "UNWIND $ids AS id CALL () { RETURN $end AS text } RETURN text",
        { ids: [1], end: "?" },
        z.strictObject({ text: z.string() }),
      ),
    ]);
    expect(mixed).toEqual([[{ id: "m" }], [{ text: "a!" }, { text: "b!" }], [{ text: "?" }]]);
  });
});
