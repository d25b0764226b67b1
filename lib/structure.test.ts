import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { EXCEPTIONS } from "./http/exceptions";
import { OFFERED } from "./http/methods";

const ROOT = join(import.meta.dirname, "..");
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

function filesBelow(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join("/")),
  );
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.ES2022, true);
}

/** The modules that `file` imports for more than their types. */
function imports(file: string): string[] {
  return parse(file).statements.flatMap((statement) => {
    const isDeclaration = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    if (!isDeclaration || !statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) {
      return [];
    }
    const isTypeOnly = ts.isImportDeclaration(statement)
      ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : statement.isTypeOnly;
    return isTypeOnly ? [] : [statement.moduleSpecifier.text];
  });
}

interface Export {
  readonly name: string;
  /** The function that made it, and its first argument. */
  readonly maker: string | undefined;
  readonly argument: ts.Expression | undefined;
}

function isExported(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && !!ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function exportsOf(source: ts.SourceFile): Export[] {
  return source.statements.filter(isExported).flatMap((statement): Export[] => {
    if (!ts.isVariableStatement(statement)) {
      return [{ name: statement.getText().slice(0, 60), maker: undefined, argument: undefined }];
    }
    return statement.declarationList.declarations.map(({ name, initializer }) => {
      const isCall = initializer && ts.isCallExpression(initializer);
      return {
        name: name.getText(),
        maker: isCall ? initializer.expression.getText() : undefined,
        argument: isCall ? initializer.arguments[0] : undefined,
      };
    });
  });
}

/** The text of a string constant of the file, or of a string written in place. */
function textOf(source: ts.SourceFile, expression: ts.Expression | undefined): string | undefined {
  if (expression && ts.isStringLiteralLike(expression)) {
    return expression.text;
  }
  const name = expression && ts.isIdentifier(expression) ? expression.text : undefined;
  for (const statement of source.statements) {
    for (const each of ts.isVariableStatement(statement) ? statement.declarationList.declarations : []) {
      if (name && each.name.getText() === name && each.initializer && ts.isStringLiteralLike(each.initializer)) {
        return each.initializer.text;
      }
    }
  }
  return undefined;
}

/** What the handler says its path is. */
function statedPath(source: ts.SourceFile, made: Export): string | undefined {
  const spec = made.argument;
  if (!spec || !ts.isObjectLiteralExpression(spec)) {
    return undefined;
  }
  for (const property of spec.properties) {
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === "path") {
      return textOf(source, property.name);
    }
    if (ts.isPropertyAssignment(property) && property.name.getText() === "path") {
      return textOf(source, property.initializer);
    }
  }
  return undefined;
}

const routes = filesBelow("app").filter((file) => file.endsWith("/route.ts"));

describe("every route", () => {
  test("is found", () => {
    expect(routes.length).toBeGreaterThan(10);
  });

  test.each(routes)("%s answers through the one door, or is an exception with a reason", (file) => {
    const made = exportsOf(parse(file)).filter(({ name }) => name !== "dynamic" && name !== "runtime");
    expect(made.length).toBeGreaterThan(0);
    for (const { name, maker, argument } of made) {
      expect(METHODS).toContain(name);
      expect(["route", "exempt"], `${name} of ${file}`).toContain(maker);
      if (maker === "exempt") {
        expect(Object.keys(EXCEPTIONS)).toContain(textOf(parse(file), argument));
      }
    }
    const source = imports(file).find((module) => module === "@/lib/http/route");
    expect(source, "route() and exempt() are those of the door").toBe("@/lib/http/route");
  });

  test.each(routes.filter((file) => file.startsWith("app/api/v1/")))("%s is recorded under its own path", (file) => {
    const folder = file.slice("app/api/v1".length, -"/route.ts".length).replaceAll("[", "{").replaceAll("]", "}");
    const source = parse(file);
    for (const made of exportsOf(source).filter(({ maker }) => maker === "route")) {
      expect(statedPath(source, made)).toBe(folder);
    }
  });

  test("is known to the door with the methods that it offers", () => {
    const offered = routes.map((file) => {
      const path = file.slice("app".length, -"/route.ts".length).replaceAll("[", "{").replaceAll("]", "}");
      const methods = exportsOf(parse(file)).map(({ name }) => name);
      return [path, methods.filter((name) => METHODS.includes(name)).join(" ")];
    });
    expect(OFFERED).toEqual(Object.fromEntries(offered));
  });

  test("below a project is there without one, too", async () => {
    const { default: config } = await import("../next.config.js");
    const [rewrite] = z.array(z.object({ source: z.string() })).parse(await config.rewrites?.());
    const under = "app/api/v1/projects/[project]/";
    const names = new Set(
      routes.filter((file) => file.startsWith(under)).map((file) => file.slice(under.length).split("/")[0]),
    );
    const alternatives = /\(\?:([a-z|-]+)\)/.exec(rewrite?.source ?? "")?.[1]?.split("|");
    expect(alternatives?.sort()).toEqual([...names].sort());
  });
});

describe("what a browser runs, or the framework renders before anybody looks", () => {
  const pages = filesBelow("app", "components", "lib/client").filter((file) => !/(\/route|\.testing)\.ts$/.test(file));
  const ALLOWED = /^(@\/(components|lib\/client|lib\/contract|lib\/tlog|graph-schema)\/|\.{1,2}\/|[a-z@][^/]*)/;
  const SERVER = /^(@\/(lib\/(?!client\/|contract\/|tlog\/)|cli\/|e2e\/|app\/api\/)|node:|neo4j-driver|pino)/;

  test.each(pages)("%s reads no data by itself", (file) => {
    for (const module of imports(file)) {
      expect(module).toMatch(ALLOWED);
      expect(module).not.toMatch(SERVER);
    }
    expect(readFileSync(join(ROOT, file), "utf8")).not.toMatch(/^\s*["']use server["']/m);
  });
});

test("only lib/graph talks to the database", () => {
  const talkers = filesBelow("app", "components", "lib", "cli", "graph-schema").filter((file) =>
    imports(file).includes("neo4j-driver"),
  );
  expect(talkers.filter((file) => !file.startsWith("lib/graph/"))).toEqual([]);
});
