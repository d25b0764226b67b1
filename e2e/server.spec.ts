import { request as ask } from "node:http";
import { expect, test } from "./world";

/** Sends what a browser would not: the path as it stands, and any method. */
function statusOf(baseURL: string, method: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(baseURL);
  return new Promise((settle, fail) => {
    ask({ hostname, port, method, path }, (reply) => {
      reply.resume();
      reply.on("end", () => settle(reply.statusCode));
    })
      .on("error", fail)
      .end();
  });
}

test("the server shows no file of the clone, of the state directory or of the machine, and no directory", async ({
  baseURL,
}) => {
  for (const path of [
    "/.git/config",
    "/.git/HEAD",
    "/.env",
    "/package.json",
    "/next.config.js",
    "/.next/BUILD_ID",
    "/.pedigree/secrets/neo4j-password",
    "/../../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/_next/static",
    "/_next/static/chunks",
    "/api/v1",
  ]) {
    expect(await statusOf(baseURL ?? "", "GET", path), path).toBeGreaterThanOrEqual(400);
    expect(await statusOf(baseURL ?? "", "GET", path), path).toBeLessThan(500);
  }
});

test("methods that nobody offers are refused, on pages and on routes", async ({ baseURL }) => {
  for (const method of ["PUT", "PATCH", "TRACE", "PROPFIND", "OPTIONS"]) {
    for (const path of ["/audit", "/api/v1/event.schema.json", "/api/v1/session"]) {
      expect(await statusOf(baseURL ?? "", method, path), `${method} ${path}`).toBe(405);
    }
  }
});
