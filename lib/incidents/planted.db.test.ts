import { expect, test } from "vitest";
import { Ref } from "@/graph-schema/names";
import { WindowQuery } from "@/lib/contract/incident-view";
import { OpenIncidentBody } from "@/lib/contract/incidents";
import { saySignal } from "@/lib/contract/suspects";
import { testActor, testSource } from "@/lib/ledger/testing";
import { openIncident } from "./open";
import { plant } from "./planted.testing";
import { PLANTED, type Planted } from "./recipe.testing";
import { viewIncident } from "./view";

const EACH = 2;

/** Which first suspects name the planted cause. */
const RIGHT: Readonly<Record<Planted, readonly string[]>> = {
  data: ["overridden_warning", "warned_data", "data_changed"],
  code: ["code_changed"],
  environment: ["environment_changed"],
  parameters: ["parameters_changed"],
  configuration: ["configuration_changed"],
  upstream_data: ["upstream_data_changed"],
  none: ["nothing_changed"],
};

/** Plants one cause, opens an incident about it, and asks for the first suspect. */
async function answered(kind: Planted, seed: number) {
  const source = await testSource(true);
  const { project } = source;
  const planted = await plant(source, kind, seed);
  const { concerns, since } = planted;
  const told = { concerns: Ref.parse(concerns), kind: "ctr_drop", severity: "critical", since, title: "CTR fell" };
  const opened = await openIncident({ actor: await testActor(), project }, OpenIncidentBody.parse(told));
  const id = opened.outcome === "done" ? (opened.made?.id ?? "") : "";
  const reader = { mayReadTexts: true, maySeeAccess: true };
  const { cause } = await viewIncident(project, id, WindowQuery.parse({}), reader);
  const [first] = cause.suspects;
  const evidence = first?.signals.flatMap((signal) => signal.evidence.map(({ ref }) => ref?.id)) ?? [];
  const isRight = first !== undefined && RIGHT[kind].includes(first.code);
  const names = planted.culprit === null || evidence.includes(planted.culprit);
  const said = cause.suspects
    .slice(0, 3)
    .map(({ code, weight, signals }) => `${code} ${weight}: ${signals.map(saySignal).join(" ")}`);
  return { kind, seed, isRight, names, said, hasReason: first?.signals.every((each) => saySignal(each) !== "") };
}

test("of generated incidents with a planted cause the first suspect is right in at least four of five, and names the evidence", async () => {
  const answers: Awaited<ReturnType<typeof answered>>[] = [];
  for (const [index, kind] of PLANTED.entries()) {
    for (let each = 0; each < EACH; each++) {
      answers.push(await answered(kind, index * 10 + each));
    }
  }
  const right = answers.filter(({ isRight, names, hasReason }) => isRight && names && hasReason);
  const wrong = answers.filter((answer) => !right.includes(answer));
  console.info(`first suspect right and named in ${right.length} of ${answers.length}`, JSON.stringify(wrong, null, 1));
  expect(answers.length).toBeGreaterThanOrEqual(14);
  expect(right.length / answers.length).toBeGreaterThanOrEqual(0.8);
  // No kind of cause is beyond it altogether.
  expect(PLANTED.filter((kind) => !right.some((answer) => answer.kind === kind))).toEqual([]);
});
