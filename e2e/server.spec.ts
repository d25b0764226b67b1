import { request as ask, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { expect, test } from "./world";

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends what a browser would not: the path as it stands, any method, and headers of any name. */
function send(baseURL: string, method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { hostname, port } = new URL(baseURL);
  return new Promise((settle, fail) => {
    ask({ hostname, port, method, path, headers }, (reply) => {
      let text = "";
      reply.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      reply.on("end", () => settle({ status: reply.statusCode, headers: reply.headers, text }));
    })
      .on("error", fail)
      .end();
  });
}

async function statusOf(baseURL: string, method: string, path: string): Promise<number | undefined> {
  return (await send(baseURL, method, path)).status;
}

/** What the server says to bytes that are sent as they stand. */
function raw(baseURL: string, text: string): Promise<string> {
  const { hostname, port } = new URL(baseURL);
  return new Promise((settle, fail) => {
    let said = "";
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding("utf8").on("data", (piece: string) => {
      said += piece;
      socket.end();
    });
    socket.on("close", () => settle(said)).on("error", fail);
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

test("every answer carries its policy: pages a nonce of their own, the API nothing that runs", async ({ baseURL }) => {
  const nonces = new Set<string>();
  for (const path of ["/", "/signin", "/audit", "/no/such/page", "/signin", "/projects/sample/explore"]) {
    const { headers, text } = await send(baseURL ?? "", "GET", path);
    const policy = String(headers["content-security-policy"]);
    const [, nonce = ""] = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic'(?:;|$)/.exec(policy) ?? [];
    expect(nonce, path).not.toBe("");
    nonces.add(nonce);
    expect(policy).not.toContain("unsafe");
    for (const [script] of text.matchAll(/<script\b[^>]*>/g)) {
      expect(script, path).toContain(`nonce="${nonce}"`);
    }
    expect(text).not.toMatch(/<[a-z][^>]*\son[a-z]+=/i);
  }
  expect(nonces.size).toBe(6);
  for (const path of [
    "/api/v1/session",
    "/api/v1/audit",
    "/api/v1/nothing",
    "/log/checkpoint",
    "/.well-known/security.txt",
  ]) {
    const { headers } = await send(baseURL ?? "", "GET", path);
    expect(headers["content-security-policy"], path).toMatch(/^default-src 'none'; base-uri 'none'; .*; sandbox$/);
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["access-control-allow-origin"], path).toBeUndefined();
  }
  // Files of the build run nothing by themselves; the framework offers no pictures made smaller.
  const { text } = await send(baseURL ?? "", "GET", "/signin");
  const asset = /\/_next\/static\/[^"]+\.js/.exec(text)?.[0] ?? "";
  expect((await send(baseURL ?? "", "GET", asset)).headers["x-content-type-options"]).toBe("nosniff");
  expect(await statusOf(baseURL ?? "", "GET", "/_next/image?url=%2Ficon.svg&w=64&q=75")).toBeGreaterThanOrEqual(400);
});

test("nothing that stands in a request becomes a header of the answer, or another site's address", async ({
  baseURL,
  world,
}) => {
  const evil = "x%0d%0aset-cookie:%20planted=1%0d%0ax-planted:%201";
  const before = (await world.recorded({ action: "denied" })).total;
  for (const path of [
    `/api/v1/projects/${evil}/search?q=${evil}`,
    `/api/v1/projects/sample/artifacts/model/${evil}/dossier?format=${evil}`,
    `/projects/${evil}/explore?at=${evil}`,
    `/signin?next=${evil}`,
    `/signin/${evil}?state=${evil}`,
    `/${evil}`,
  ]) {
    const { status, headers } = await send(baseURL ?? "", "GET", path);
    expect(status, path).not.toBe(500);
    expect(headers["x-planted"], path).toBeUndefined();
    expect(JSON.stringify(headers["set-cookie"] ?? ""), path).not.toContain("planted");
  }
  expect((await world.recorded({ action: "denied" })).total).toBeGreaterThan(before);
  const spoofed = { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
  for (const path of ["/", "/signin", "/audit/", "//evil.example/", "/api/v1/session/"]) {
    const { headers } = await send(baseURL ?? "", "GET", path, spoofed);
    expect(String(headers.location ?? ""), path).not.toMatch(/^(?:https?:)?\/\/evil/);
  }
});

test("no header of a caller's leads past the proxy or the door", async ({ baseURL }) => {
  const spoofed: Record<string, string>[] = [
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
    { "x-middleware-next": "1", "x-middleware-rewrite": "/audit" },
    { "x-nonce": "mine", "content-security-policy": "script-src *" },
  ];
  for (const headers of spoofed) {
    const page = await send(baseURL ?? "", "GET", "/audit", headers);
    expect(String(page.headers["content-security-policy"])).toContain("'strict-dynamic'");
    expect(page.text).not.toContain("mine");
    expect((await send(baseURL ?? "", "GET", "/api/v1/audit", headers)).status).toBe(401);
  }
  const method = {
    "x-http-method-override": "POST",
    "x-pedigree-not-offered": '{"method":"GET","path":"/x","offers":[]}',
  };
  expect((await send(baseURL ?? "", "GET", "/api/v1/audit", method)).status).toBe(401);
});

test("a request whose end two readers would see in different places is refused", async ({ baseURL }) => {
  const head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  for (const text of [
    `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`,
    `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    `${head}X-A: b\rContent-Length: 3\r\n\r\nabc`,
  ]) {
    expect(await raw(baseURL ?? "", text)).toMatch(/^HTTP\/1\.1 400 /);
  }
});

test("security.txt stands where RFC 9116 wants it", async ({ baseURL }) => {
  const { status, headers, text } = await send(baseURL ?? "", "GET", "/.well-known/security.txt");
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(text).toMatch(/^Contact: mailto:security@example\.org\nExpires: 2999-12-31T00:00:00\.000Z\nCanonical: http/);
});
