import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { check } from "recheck";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["app", "cli", "components", "graph-schema", "lib"];

/** Files whose patterns see nothing that a stranger makes longer, and why. */
const APART: Readonly<Record<string, string>> = {
  "lib/env/values.ts": "the operator's own configuration, read once at start",
  "lib/exchange/machine.ts": "what tools of the own machine print",
  "lib/reproduction/memory-group.ts": "a file of the kernel's",
  "lib/personal/reach.ts": "every repetition has an end; lib/personal/hostile.test.ts searches what is made to be slow",
  "lib/personal/secrets.ts": "as above",
};

interface Found {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
).filter((file) => /\.tsx?$/.test(file) && !/\.(?:test|testing)\.tsx?$/.test(file) && !(file in APART));

/** The argument of `new RegExp(…)`, with a digit in each place that is filled in when it runs. */
function textOf(node: ts.Expression | undefined): string | undefined {
  if (node && ts.isStringLiteralLike(node)) {
    return node.text;
  }
  return node && ts.isTemplateExpression(node)
    ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join("7")
    : undefined;
}

/** The regular expressions that stand in a file. */
function written(file: string): Found[] {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
      found.push({ file, source, flags });
    } else if (ts.isNewExpression(node) && node.expression.getText() === "RegExp") {
      const [pattern, flags] = node.arguments ?? [];
      const source = textOf(pattern);
      if (source !== undefined) {
        found.push({ file, source, flags: textOf(flags) ?? "" });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.ES2022, true));
  return found;
}

/** Those that the modules put together when they are loaded. */
async function composed(): Promise<Found[]> {
  const found: Found[] = [];
  const composing = files.filter((file) => readFileSync(join(ROOT, file), "utf8").includes("new RegExp("));
  const genuine = globalThis.RegExp;
  let loading = "";
  globalThis.RegExp = new Proxy(genuine, {
    construct(target, [source, flags]: [string, string | undefined]) {
      const by = new Error().stack?.split("\n")[2] ?? "";
      // Whoever is loaded brings others along.
      if (!["node_modules", ...Object.keys(APART)].some((elsewhere) => by.includes(elsewhere))) {
        found.push({ file: loading, source: String(source), flags: flags ?? "" });
      }
      return new target(source, flags);
    },
  });
  try {
    for (const file of composing) {
      loading = file;
      await import(pathToFileURL(join(ROOT, file)).href);
    }
  } finally {
    globalThis.RegExp = genuine;
  }
  return found;
}

/** Without an end there is a `*`, a `+` or a `{3,}`; whatever has none of them takes no longer for a longer text. */
const ENDLESS = /[*+]|\{\d+,\}/;

/** The judgement is the same on a slow machine. */
const WITHOUT_CLOCK = { timeout: null, incubationTimeout: null, attackTimeout: null };

test("no regular expression takes more than linear time, whatever text it is given", async () => {
  const all = [...files.flatMap(written), ...(await composed())].filter(({ source }) => ENDLESS.test(source));
  const distinct = [...new Map(all.map((each) => [`${each.source}/${each.flags}`, each])).values()];
  expect(distinct.length).toBeGreaterThan(150);
  const wrong: string[] = [];
  for (const { file, source, flags } of distinct) {
    const told = await check(source, flags, WITHOUT_CLOCK);
    if (told.status !== "safe") {
      const why = told.status === "vulnerable" ? told.complexity.summary : told.error.kind;
      wrong.push(`${file}: /${source}/${flags} ${why}`);
    }
  }
  expect(wrong).toEqual([]);
}, 600_000);

test("one that takes quadratic or exponential time would be seen", async () => {
  expect((await check("^(a+)+$", "")).status).toBe("vulnerable");
  expect((await check("\\s+$", "")).status).toBe("vulnerable");
});
