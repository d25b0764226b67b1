import { expect, test } from "vitest";
import { refKey } from "@/graph-schema/names";
import { doubtOf, worst } from "./doubt";
import { drawingOf } from "./drawing";
import { link, oneHop, ref } from "./replies.test-data";
import type { View } from "./view";
import { gather } from "./walk";

const PLAIN: View = { steps: [], closed: [], pulled: [], hidden: [] };
const [DATA, RUN, OTHER] = ["dataset_version DS:1", "run R1", "dataset_version DS:2"].map(ref);

test("the artifact of a finding, what rests on it and what does not are told apart", () => {
  if (!DATA || !RUN || !OTHER) {
    throw new Error("the test names three artifacts");
  }
  const finding = {
    ...{ id: "find:1", kind: "content_differs", severity: "critical", recordedAt: null },
    ...{ concerns: DATA, restingOn: [DATA, RUN] },
  };
  const links = [link(refKey(RUN), "USED", refKey(DATA)), link(refKey(RUN), "USED", refKey(OTHER))];
  const focus = { ...oneHop(links, refKey(RUN), ["upstream", "downstream"]), findings: [finding] };
  const walk = gather(RUN, PLAIN, { focus, steps: new Map(), alone: new Map() });
  const drawn = drawingOf(walk, PLAIN).nodes;
  expect([DATA, RUN, OTHER].map((each) => drawn.get(refKey(each))?.doubt?.is)).toEqual(["found", "resting", undefined]);
  expect(worst([undefined, doubtOf(RUN, [finding]) ?? undefined])?.is).toBe("resting");
});
