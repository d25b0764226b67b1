import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { SetupError } from "@/lib/errors";

const MONTHLY = { name: "monthly", project: "risk", cron: "0 6 1 * *" };
const SUBJECT = { type: "model_version", id: "churn:v2" };

function parsed(content: unknown) {
  const file = join(mkdtempSync(join(tmpdir(), "pedigree-reports-")), "reports.json");
  writeFileSync(file, JSON.stringify(content));
  return parseEnv({ PEDIGREE_REPORTS: file }).reports;
}

test("schedules are read from a file, with what is usual where it says nothing", () => {
  expect(parseEnv({}).reports).toEqual([]);
  expect(parsed([MONTHLY])).toEqual([{ ...MONTHLY, zone: "UTC", format: "pdf" }]);
  expect(parsed([{ ...MONTHLY, subject: SUBJECT, template: "eu-ai-act" }])[0]?.subject).toEqual(SUBJECT);
});

test("a file that is wrong is refused at the start, by the place that is wrong", () => {
  const wrong: [unknown, RegExp][] = [
    [[{ ...MONTHLY, cron: "every month" }], /0\.cron must be a cron expression/],
    [[{ ...MONTHLY, zone: "Mars/Base" }], /0\.zone must be a time zone/],
    [[{ ...MONTHLY, name: "a/../b" }], /0\.name must be letters/],
    [[{ ...MONTHLY, subject: { type: "run", id: "R1" } }], /a dossier is about one of/],
    [[{ ...MONTHLY, template: "eu-ai-act" }], /subject must name it/],
    [[MONTHLY, MONTHLY], /a name each/],
    [[{ ...MONTHLY, to: "somebody" }], /Unrecognized key/],
  ];
  for (const [content, why] of wrong) {
    expect(() => parsed(content)).toThrow(SetupError);
    expect(() => parsed(content)).toThrow(why);
  }
});
