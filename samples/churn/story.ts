import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "story");
const CHAPTERS = ["setup", "example-1", "example-2", "example-3"];

const common = {
  at: z.string(),
  persona: z.string(),
  /** A step that the app must refuse, and record as refused. */
  expect: z.enum(["done", "refused"]).default("done"),
};
/** The promotion request that an earlier step made under this name. */
const of = z.string();
const incident = z.string();
const named = z.object({ type: z.string(), id: z.string() });

/** Bytes for an artifact: a file of the sample, a folder of such files by their names in it, or a text. */
const Attaching = z.strictObject({
  type: z.string(),
  id: z.string(),
  role: z.string(),
  mediaType: z.string(),
  file: z.string().optional(),
  files: z.record(z.string(), z.string()).optional(),
  text: z.string().optional(),
});

const Step = z.discriminatedUnion("act", [
  z.strictObject({ ...common, act: z.literal("event"), body: z.looseObject({ event_id: z.string() }) }),
  z.strictObject({
    ...common,
    act: z.literal("request_promotion"),
    name: z.string(),
    body: z.looseObject({ modelVersion: z.string() }),
  }),
  z.strictObject({ ...common, act: z.literal("approve"), of, body: z.looseObject({}) }),
  z.strictObject({ ...common, act: z.literal("reject"), of, body: z.looseObject({}) }),
  z.strictObject({ ...common, act: z.literal("promote"), of, body: z.looseObject({}) }),
  z.strictObject({ ...common, act: z.literal("deploy"), of, body: z.looseObject({ id: z.string() }) }),
  z.strictObject({
    ...common,
    act: z.literal("rollback"),
    deployment: z.string(),
    body: z.looseObject({ id: z.string(), to: z.string() }),
  }),
  z.strictObject({ ...common, act: z.literal("attach"), body: Attaching }),
  z.strictObject({ ...common, act: z.literal("retire"), modelVersion: z.string(), body: z.looseObject({}) }),
  z.strictObject({
    ...common,
    act: z.literal("publish_policy"),
    body: z.looseObject({ policy: z.looseObject({ name: z.string() }) }),
  }),
  z.strictObject({ ...common, act: z.literal("override"), of, body: z.looseObject({}) }),
  z.strictObject({ ...common, act: z.literal("open_incident"), body: z.looseObject({ reported: z.string() }) }),
  z.strictObject({
    ...common,
    act: z.literal("find_cause"),
    incident,
    body: z.looseObject({ artifacts: z.array(named) }),
  }),
  z.strictObject({ ...common, act: z.literal("correct"), incident, body: z.looseObject({ artifact: named }) }),
  z.strictObject({ ...common, act: z.literal("close_incident"), incident, body: z.looseObject({}) }),
]);

export type Attaching = z.infer<typeof Attaching>;

/** One request of the story: who, when in the story, which act, and what is sent. */
export type Step = z.infer<typeof Step>;

const Chapter = z.strictObject({ chapter: z.string(), title: z.string(), steps: z.array(Step).min(1) });
export type Chapter = z.infer<typeof Chapter>;

/** The sample's story, chapter by chapter, in the order in which it is replayed. */
export function readStory(): Chapter[] {
  return CHAPTERS.map((name) => Chapter.parse(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"))));
}
