import { beforeAll, describe, expect, test } from "vitest";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import { Digest, Stamp } from "@/graph-schema/values";
import { read } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { send, testActor, testSource } from "@/lib/ledger/testing";
import { openFindings, raise, resolve } from "@/lib/log/findings";
import type { Acted, Acting } from "./act";
import { deploy } from "./deploy";
import { promote } from "./promote";
import { requestPromotion } from "./request";
import { rollback } from "./rollback";
import { APPROVER, refusals, SIGNED } from "./scene.testing";
import { giveVerdict } from "./verdict";

const timestamp = "2026-01-01T00:00:00Z";
const DATA = { type: "dataset_version", id: "DS:1" } as const;
const CONFIG = sha256("configuration");
let source: Awaited<ReturnType<typeof testSource>>;

const acting = async (): Promise<Acting> => ({ actor: await testActor(), project: source.project, caller: APPROVER });

function event(action: string, subject: Ref, related: readonly Ref[] = [], metadata: object = {}) {
  return { event_id: `${action} ${subject.id}`, action, timestamp, subject, related, metadata };
}

/** A version of `churn` with passed tests, trained on `data`. */
function version(id: string, data: Ref) {
  const run = { type: "run", id: `R:${id}` } as const;
  const model = { type: "model_version", id } as const;
  return [
    event("start", run, [data]),
    event("register", model, [run, { type: "model", id: "churn" }], { sha256: sha256(id) }),
    event("attest", { type: "attestation", id: `att:${id}` }, [model], { claim: "tests", result: "passed" }),
  ];
}

beforeAll(async () => {
  source = await testSource(true);
  const other = { type: "dataset_version", id: "DS:other" } as const;
  const derived = { type: "dataset_version", id: "DS:derived" } as const;
  await send(source, [
    event("record", { type: "model", id: "churn" }),
    event("record", DATA),
    event("record", other),
    event("record", derived, [DATA]),
    ...version("churn:v1", derived),
    ...version("churn:v2", other),
  ]);
});

/** How an act ended: `done`, or the codes of the reasons why not. */
async function told(act: Promise<Acted>): Promise<string> {
  const acted = await act;
  return acted.outcome === "done" ? "done" : acted.reasons.map(({ code }) => code).join(" ");
}

async function approved(modelVersion: string): Promise<string> {
  const asked = await requestPromotion(await acting(), { modelVersion, fromStage: "staging", toStage: "production" });
  const id = asked.outcome === "done" ? (asked.made?.id ?? "") : "";
  for (const approver of [await acting(), await acting()]) {
    expect(await told(giveVerdict(approver, id, "approve", { signature: SIGNED }))).toBe("done");
  }
  return id;
}

const live = async (id: string, promotionRequest: string) =>
  told(deploy(await acting(), { id, promotionRequest, target: "production", configSha256: CONFIG }, SIGNED));

async function find(system: EnvelopeActor): Promise<string> {
  const concerns = { project: source.project, ref: DATA, stamp: Stamp.parse(0) };
  const detail = `expected ${Digest.parse("0".repeat(64))}`;
  await raise(system, { kind: "content_differs", detail, concerns });
  const open = await read(openFindings);
  return open.find(({ concerns: about, project }) => about?.id === DATA.id && project === source.project)?.id ?? "";
}

describe("a finding about the bytes of an artifact", () => {
  test("shuts promotion, deployment and rollback of what rests on it, of nothing else, and until it is resolved", async () => {
    const system = await testActor();
    const [first, second] = [await approved("churn:v1"), await approved("churn:v2")];
    expect(await told(promote(await acting(), first, SIGNED))).toBe("done");
    expect(await live("D1", first)).toBe("done");
    expect(await told(promote(await acting(), second, SIGNED))).toBe("done");

    const again = await approved("churn:v1");
    const finding = await find(system);
    expect(await told(giveVerdict(await acting(), again, "approve", { signature: SIGNED }))).toBe(
      "rests_on_doubtful_bytes",
    );
    expect(await told(promote(await acting(), again, SIGNED))).toBe("rests_on_doubtful_bytes");
    expect(await live("D2", first)).toBe("rests_on_doubtful_bytes");
    expect(await live("D3", second)).toBe("done");
    const back = { id: "D4", to: "churn:v1", reason: "it was better" };
    expect(await told(rollback(await acting(), "D3", back, SIGNED))).toBe("rests_on_doubtful_bytes");

    expect(await resolve(await testActor(), finding, "put back from the backup")).toMatchObject({ outcome: "done" });
    expect(await told(promote(await acting(), again, SIGNED))).toBe("done");
    expect(await told(rollback(await acting(), "D3", back, SIGNED))).toBe("done");
    expect(await find(system)).toBe(`${finding}.2`);
    const refused = ["approve", "promote", "deploy", "rollback"].map((action) => `${action} rests_on_doubtful_bytes`);
    expect(await refusals(source.project)).toEqual(refused);
  });
});
