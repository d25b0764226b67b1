import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { sayReason } from "./reasons";

const ROOT = join(import.meta.dirname, "../..");
const CODE = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

function files(): string[] {
  const modules = [
    "alerts",
    "artifacts",
    "http",
    "identity",
    "ledger",
    "log",
    "promotion",
    "reconciliation",
    "reproduction",
  ];
  return modules.flatMap((module) =>
    readdirSync(join(ROOT, "lib", module), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !/\.test(ing)?\.ts$|\.testing\.ts$/.test(name))
      .map((name) => join(ROOT, "lib", module, name)),
  );
}

/** The texts that `node` may be: one, or the two of a condition. */
function texts(node: ts.Expression | undefined): string[] {
  if (node && ts.isConditionalExpression(node)) {
    return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  }
  return node && ts.isStringLiteral(node) ? [node.text] : [];
}

/** The codes that a file gives as reasons: what `reason()`, `refused()` and `fault()` are called with, and `code:` in the ledger. */
function codesIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node) && ["reason", "refused", "fault"].includes(node.expression.getText())) {
      found.push(...texts(node.arguments[0]));
    }
    if (file.includes("/ledger/") && ts.isPropertyAssignment(node) && node.name.getText() === "code") {
      found.push(...texts(node.initializer));
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found.filter((code) => CODE.test(code) || code === "cycle" || code === "rejected");
}

const CODES = [...new Set(files().flatMap(codesIn))].sort();

describe("reasons", () => {
  test("are found in the code at all", () => {
    expect(CODES).toEqual(expect.arrayContaining(["artifact_differs", "approvals_missing", "token_revoked", "cycle"]));
  });

  test.each(CODES)("%s has a sentence of its own", (code) => {
    const unknown = sayReason({ code: `${code}_unheard_of`, params: {} });
    const said = sayReason({ code, params: {} });
    expect(said).not.toBe(unknown.replace(" unheard of", ""));
    expect(said).toMatch(/^.+[.]$/);
  });

  test("a code without a sentence is shown with what it carries", () => {
    expect(sayReason({ code: "from_a_later_version", params: { field: "sha256" } })).toBe(
      "From a later version (field: sha256).",
    );
  });
});
