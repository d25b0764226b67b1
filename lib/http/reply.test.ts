import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The door's replies as an installation at `publicUrl` gives them. */
async function repliesAt(publicUrl: string) {
  vi.stubEnv("PUBLIC_URL", publicUrl);
  return import("./reply");
}

test("an installation that is reached over TLS tells browsers to keep to it, on answers and on problems", async () => {
  const { json, problem } = await repliesAt("https://pedigree.example");
  for (const response of [json({}), json(null, 204), problem({ title: "No", status: 404 })]) {
    expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
  }
});

test("one that is reached without TLS, on this machine, does not", async () => {
  const { json } = await repliesAt("http://localhost:3000");
  expect(json({}).headers.has("strict-transport-security")).toBe(false);
});

test("every answer says what it is, is kept by nobody, and tells nothing about what made it", async () => {
  const { bytes, json, problem } = await repliesAt("http://localhost:3000");
  const stream = bytes(new Uint8Array(), { "content-type": "text/event-stream; charset=utf-8" });
  for (const response of [json({}), problem({ title: "No", status: 404 }), stream]) {
    expect(response.headers.get("content-type")).toMatch(/; charset=utf-8$/);
    expect(response.headers.get("cache-control")).toMatch(/^no-store(, no-transform)?$/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    for (const name of ["server", "x-powered-by", "access-control-allow-origin"]) {
      expect(response.headers.has(name)).toBe(false);
    }
  }
});
