import { NextRequest } from "next/server";
import { afterEach, expect, test, vi } from "vitest";
import { config, proxy } from "./proxy";

afterEach(() => vi.unstubAllEnvs());

function page(path = "/audit"): Headers {
  return proxy(new NextRequest(`http://localhost:3000${path}`)).headers;
}

test("every page has a policy of its own, with a nonce that is never used twice", () => {
  const nonces = Array.from(
    { length: 50 },
    () => /'nonce-([^']+)'/.exec(page().get("content-security-policy") ?? "")?.[1],
  );
  expect(new Set(nonces).size).toBe(50);
  expect(nonces.every((nonce) => (nonce ?? "").length >= 22)).toBe(true);
});

test("a page runs no script but ours, is framed by nobody, and tells no other site where it was", () => {
  const headers = page();
  const policy = headers.get("content-security-policy") ?? "";
  const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("object-src 'none'");
  expect(policy).toContain("base-uri 'none'");
  expect(scripts).not.toMatch(/unsafe|https?:|\*/);
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("cache-control")).toBe("no-store");
});

test("a page of an installation that is reached over TLS tells browsers to keep to it", () => {
  expect(page().has("strict-transport-security")).toBe(false);
  vi.stubEnv("PUBLIC_URL", "https://pedigree.example");
  expect(page().get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
});

test("the API answers for itself: bodies do not pass the proxy", () => {
  const [matcher] = config.matcher;
  expect(new RegExp(`^${matcher}$`).test("/api/v1/audit")).toBe(false);
  expect(new RegExp(`^${matcher}$`).test("/audit")).toBe(true);
});

test("a page is looked at and nothing else", () => {
  const status = (method: string) => proxy(new NextRequest("http://localhost:3000/audit", { method })).status;
  expect(["GET", "HEAD"].map(status)).toEqual([200, 200]);
  expect(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map(status)).toEqual([405, 405, 405, 405, 405]);
});
