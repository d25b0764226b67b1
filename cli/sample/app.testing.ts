import { readdirSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "@/cli/supervise/home";
import { PEER_HEADER } from "@/lib/http/peer";
import type { Handler } from "@/lib/http/route";

type Module = Readonly<Record<string, Handler | undefined>>;

const API = join(ROOT, "app", "api", "v1");

interface Route {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly load: () => Promise<Module>;
}

/** The framework's file names as patterns: `[project]` is one part of the path. */
const ROUTES: readonly Route[] = readdirSync(API, { recursive: true, encoding: "utf8" })
  .filter((file) => basename(file) === "route.ts")
  .map((file) => {
    const parts = dirname(file).split(sep);
    const names = parts.flatMap((part) => /^\[(.+)\]$/.exec(part)?.[1] ?? []);
    const source = parts.map((part) => (part.startsWith("[") ? "([^/]+)" : part)).join("/");
    const load = (): Promise<Module> => import(pathToFileURL(join(API, file)).href);
    return { pattern: new RegExp(`^/api/v1/${source}$`), names, load };
  });

async function bodyOf(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk);
  }
  return chunks.length > 0 ? Buffer.concat(chunks).toString("utf8") : undefined;
}

async function answer(message: IncomingMessage): Promise<Response> {
  const url = new URL(message.url ?? "/", "http://localhost");
  const route = ROUTES.find(({ pattern }) => pattern.test(url.pathname));
  const method = message.method ?? "GET";
  const handler = (await route?.load())?.[method];
  if (!route || !handler) {
    return new Response(null, { status: 404 });
  }
  const found = route.pattern.exec(url.pathname)?.slice(1).map(decodeURIComponent) ?? [];
  const params = Object.fromEntries(route.names.map((name, index) => [name, found[index] ?? ""]));
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    headers.set(name, String(value));
  }
  headers.set(PEER_HEADER, "127.0.0.1");
  const request = new Request(url, { method, headers, body: await bodyOf(message) });
  return handler(request, { params: Promise.resolve(params) });
}

/** For tests: the API's own handlers behind a plain HTTP server, without pages and without a build. */
export async function serveApi(): Promise<{ url: string; close: () => void }> {
  const server = createServer((message, response) => {
    answer(message)
      .then(async (reply) => {
        for (const [name, value] of reply.headers) {
          response.appendHeader(name, value);
        }
        response.writeHead(reply.status).end(Buffer.from(await reply.arrayBuffer()));
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
