import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { refKey, WireRef } from "@/graph-schema/names";
import { WireEvent } from "@/graph-schema/wire";
import { PolicyDocument } from "@/lib/contract/policy";
import { interpret } from "@/lib/ledger/interpret";
import { policyId, policyText } from "@/lib/promotion/policy";
import { readStory, type Step } from "./story";

const HERE = join(process.cwd(), "samples/churn");
const MADE = ["data", "models", "configs", "scoring", "reports", "serving", "revisions"];

const Manifest = z.object({
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.int(), rows: z.int().optional() })),
});
const { files } = Manifest.parse(JSON.parse(readFileSync(join(HERE, "manifest.json"), "utf8")));
const steps = readStory().flatMap((chapter) => chapter.steps);

function under(folder: string): string[] {
  return readdirSync(join(HERE, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name).slice(HERE.length + 1));
}

/** What a step brings into the record under an id that the story chose. */
function introduces(step: Step): string[] {
  if (step.act === "event") {
    const { declares } = WireEvent.parse(step.body);
    return declares.map(({ type, id }) => refKey(WireRef.parse({ type, id })));
  }
  if (step.act === "request_promotion") {
    return [`name ${step.name}`];
  }
  if (step.act === "publish_policy") {
    return [`policy ${policyId(policyText(PolicyDocument.parse(step.body.policy)).digest)}`];
  }
  return step.act === "deploy" || step.act === "rollback" ? [`deployment ${step.body.id}`] : [];
}

/** What must have been recorded before the step. */
function needs(step: Step): string[] {
  switch (step.act) {
    case "event": {
      const event = interpret(WireEvent.parse(step.body), step.body).value;
      return [event.subject, ...event.mentions].map(({ ref }) => refKey(ref));
    }
    case "request_promotion":
      return [`model_version ${step.body.modelVersion}`];
    case "rollback":
      return [`deployment ${step.deployment}`, `model_version ${step.body.to}`];
    case "attach":
      return [`${step.body.type} ${step.body.id}`];
    case "retire":
      return [`model_version ${step.modelVersion}`];
    case "publish_policy":
      return [];
    case "open_incident":
      return [`incident ${step.body.reported}`];
    case "find_cause":
      return [`incident ${step.incident}`, ...step.body.artifacts.map(({ type, id }) => `${type} ${id}`)];
    case "correct":
      return [`incident ${step.incident}`, `${step.body.artifact.type} ${step.body.artifact.id}`];
    case "close_incident":
      return [`incident ${step.incident}`];
    default:
      return [`name ${step.of}`];
  }
}

describe("the committed files", () => {
  test("are those of the manifest, byte for byte", () => {
    for (const [name, { sha256, bytes }] of Object.entries(files)) {
      const content = readFileSync(join(HERE, name));
      expect({ name, bytes: content.length }).toEqual({ name, bytes });
      expect({ name, sha256: createHash("sha256").update(content).digest("hex") }).toEqual({ name, sha256 });
    }
  });

  test("are all in the manifest", () => {
    expect(MADE.flatMap(under).filter((name) => !(name in files))).toEqual([]);
  });

  test("stay small, and every row of data says that it is synthetic", () => {
    expect(Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(1_500_000);
    for (const name of under("data").filter((file) => file.endsWith(".csv"))) {
      const [head, ...rows] = readFileSync(join(HERE, name), "utf8").trimEnd().split("\n");
      expect(head?.split(",").slice(0, 2)).toEqual(["customer_id", "synthetic"]);
      expect(rows.length).toBe(files[name]?.rows);
      expect(rows.every((row) => /^SYN-\d{6},1,/.test(row))).toBe(true);
    }
  });

  test("hold commits whose ids are git's", () => {
    const commits = z.array(z.object({ id: z.string(), sha: z.string(), text: z.string() }));
    for (const { id, sha, text } of commits.parse(JSON.parse(readFileSync(join(HERE, "commits.json"), "utf8")))) {
      const object = `commit ${Buffer.byteLength(text)}\0${text}`;
      expect(createHash("sha1").update(object).digest("hex")).toBe(sha);
      expect(id).toBe(`C${sha.slice(0, 4)}`);
    }
  });
});

describe("the story", () => {
  test("is told in the order in which it happened", () => {
    const times = steps.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
  });

  test("sends events that are well-formed, each under an id of its own", () => {
    const events = steps.filter((step) => step.act === "event").map(({ body }) => body);
    for (const body of events) {
      expect({ event: body.event_id, faults: interpret(WireEvent.parse(body), body).faults }).toEqual({
        event: body.event_id,
        faults: [],
      });
    }
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
  });

  test("refers only to what was recorded before", () => {
    const recorded = new Set<string>();
    for (const step of steps) {
      const own = introduces(step);
      const known = new Set([...recorded, ...(step.act === "event" ? own : [])]);
      expect(needs(step).filter((key) => !known.has(key))).toEqual([]);
      for (const key of own) {
        recorded.add(key);
      }
    }
  });

  test("states only digests of files that exist here", () => {
    const digests = new Set(Object.values(files).map(({ sha256 }) => sha256));
    const text = JSON.stringify(steps.map(({ body }) => body));
    for (const [, uri, sha256 = ""] of text.matchAll(
      /"uri":"sample:churn\/([^"]+)","sha256":"sha256:([0-9a-f]{64})"/g,
    )) {
      expect(existsSync(join(HERE, uri ?? ""))).toBe(true);
      expect(files[uri ?? ""]?.sha256).toBe(sha256);
    }
    for (const [, sha256 = ""] of text.matchAll(
      /"(?:artifact_sha256|config_sha256|configSha256|subject_sha256|lockfile_sha256)":"sha256:([0-9a-f]{64})"/g,
    )) {
      expect(digests).toContain(sha256);
    }
  });

  test("has the chain P123 -> D45 -> churn:v2 -> R678 -> DS:2024-05-15 with commit C1a2b", () => {
    const find = (id: string) =>
      steps.flatMap((step) => (step.act === "event" && step.body.event_id === id ? [step.body] : []));
    expect(find("predict-P123")[0]?.related).toContainEqual({ rel: "SERVED", type: "deployment", id: "D45" });
    expect(find("register-churn-v2")[0]?.related).toContainEqual({ rel: "PRODUCED_BY", type: "run", id: "R678" });
    expect(find("run-R678-start")[0]?.related).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: "dataset_version", id: "DS:2024-05-15" }),
        expect.objectContaining({ type: "commit", id: "C1a2b" }),
      ]),
    );
  });
});
