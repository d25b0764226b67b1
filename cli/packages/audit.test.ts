import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { ROOT } from "@/cli/supervise/home";
import { audit, sayAudit } from "./audit";

/** What a registry tells of a package: here, of the one version that is installed. */
function packument(name: string) {
  const { version, dependencies } = Installed.parse(
    JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")),
  );
  return { name, "dist-tags": { latest: version }, versions: { [version]: { name, version, dependencies } } };
}

const Installed = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()).optional() });

/** A registry that says `advisories` when npm asks it for known weaknesses, or that it has no such service. */
async function withRegistry<T>(advisories: unknown, use: (options: string[]) => Promise<T>): Promise<T> {
  const server = createServer((request, reply) => {
    request.resume().on("end", () => {
      const isQuestion = request.url?.endsWith("/advisories/bulk");
      const name = decodeURIComponent(request.url?.slice(1) ?? "");
      reply.statusCode = isQuestion && advisories === undefined ? 405 : 200;
      reply.setHeader("content-type", "application/json");
      reply.end(JSON.stringify(isQuestion ? (advisories ?? "") : packument(name)));
    });
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  // What npm learned of an advisory it keeps.
  const cache = mkdtempSync(join(tmpdir(), "pedigree-audit-"));
  const { port } = server.address() as AddressInfo;
  try {
    return await use([`--registry=http://127.0.0.1:${port}/`, "--fetch-retries=0", `--cache=${cache}`]);
  } finally {
    server.close();
    rmSync(cache, { recursive: true });
  }
}

function advisory(severity: string) {
  const known = { id: 1, url: "https://example.org/1", title: "a weakness", severity, vulnerable_versions: "<99.0.0" };
  return { next: [{ ...known, cwe: [], cvss: { score: 0, vectorString: null } }] };
}

test("a known weakness that is high or critical stands against a release; a lower one is told", async () => {
  for (const [severity, outcome] of [
    ["critical", "vulnerable"],
    ["high", "vulnerable"],
    ["moderate", "clean"],
  ] as const) {
    const audited = await withRegistry(advisory(severity), (options) => audit(...options));
    expect(audited.outcome, `${severity}: ${audited.lines}`).toBe(outcome);
    expect(sayAudit(audited)).toContain(`${severity}: next`);
  }
  expect((await withRegistry({}, (options) => audit(...options))).outcome).toBe("clean");
});

test("a registry without an audit, or without an answer, is told as that and never as clean", async () => {
  const refused = await withRegistry(undefined, (options) => audit(...options));
  const silent = await audit("--registry=http://127.0.0.1:9/", "--fetch-retries=0");
  for (const audited of [refused, silent]) {
    expect(audited.outcome).toBe("unknown");
    expect(sayAudit(audited)).toContain("NOT AUDITED");
  }
});
