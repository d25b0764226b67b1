import { readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { ROOT } from "@/cli/supervise/home";
import { PEER_HEADER } from "@/lib/http/peer";
import type { Handler } from "@/lib/http/route";

type Module = Readonly<Record<string, Handler | undefined>>;

/** Where handlers are, and below which path they answer. */
const FOLDERS = [
  ["/api/v1", join(ROOT, "app", "api", "v1")],
  ["/log", join(ROOT, "app", "log")],
] as const;

interface Route {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly load: () => Promise<Module>;
}

/** The framework's file names as patterns: `[project]` is one part of the path, `[...path]` all that are left. */
function routeOf(below: string, folder: string, file: string): Route {
  const parts = dirname(file).split(sep);
  const names = parts.flatMap((part) => /^\[(.+)\]$/.exec(part)?.[1] ?? []);
  const one = (part: string) => (part.startsWith("[") ? "([^/]+)" : part);
  const source = parts.map((part) => (part.startsWith("[...") ? "(.+)" : one(part))).join("/");
  const load = (): Promise<Module> => import(pathToFileURL(join(folder, file)).href);
  return { pattern: new RegExp(`^${below}/${source}$`), names, load };
}

/** The longer ones first: what says more of a path is meant. */
const ROUTES: readonly Route[] = FOLDERS.flatMap(([below, folder]) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => basename(file) === "route.ts")
    .sort((a, b) => b.length - a.length)
    .map((file) => routeOf(below, folder, file)),
);

/** What stands in the path for each name; a list where the name takes all that are left. */
function paramsOf({ pattern, names }: Route, path: string): Record<string, string | string[]> {
  const found = pattern.exec(path)?.slice(1) ?? [];
  return Object.fromEntries(
    names.map((name, index) => {
      const text = found[index] ?? "";
      return name.startsWith("...")
        ? [name.slice(3), text.split("/").map(decodeURIComponent)]
        : [name, decodeURIComponent(text)];
    }),
  );
}

/** Bytes as they come; anything else whole, or who is refused before it was read would be cut off while they send it. */
async function bodyOf(
  message: IncomingMessage,
): Promise<{ body?: ReadableStream | Buffer<ArrayBuffer>; duplex?: "half" }> {
  if (message.headers["content-type"] === "application/octet-stream") {
    return { body: Readable.toWeb(message) as ReadableStream, duplex: "half" };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk);
  }
  return chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
}

/** Sends the reply as it comes, as the framework does: its stream's error breaks the connection. Whole where a `lie` is told of it. */
async function write(reply: Response, response: ServerResponse, lie?: (bytes: Buffer) => Uint8Array | string) {
  for (const [name, value] of reply.headers) {
    response.appendHeader(name, value);
  }
  response.writeHead(reply.status);
  if (lie) {
    response.end(lie(Buffer.from(await reply.arrayBuffer())));
    return;
  }
  await pipeline(reply.body ?? [], response).catch(() => response.destroy());
}

async function answer(message: IncomingMessage): Promise<Response> {
  const url = new URL(message.url ?? "/", "http://localhost");
  const route = ROUTES.find(({ pattern }) => pattern.test(url.pathname));
  const method = message.method ?? "GET";
  const handler = (await route?.load())?.[method];
  if (!route || !handler) {
    return new Response(null, { status: 404 });
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    headers.set(name, String(value));
  }
  headers.set(PEER_HEADER, "127.0.0.1");
  const request = new Request(url, { method, headers, ...(await bodyOf(message)) });
  return handler(request, { params: Promise.resolve(paramsOf(route, url.pathname)) });
}

/** What a server that lies makes of the bytes that it should answer with, given the path. */
type Lie = (path: string, bytes: Buffer) => Uint8Array | string;

/** For tests: the API's own handlers behind a plain HTTP server, without pages and without a build. */
export async function serveApi(lie?: Lie): Promise<{ url: string; close: () => void }> {
  const server = createServer((message, response) => {
    answer(message)
      .then((reply) => write(reply, response, lie && ((bytes) => lie(message.url ?? "/", bytes))))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  // Who waits for something else between two requests finds the connection open.
  server.keepAliveTimeout = 0;
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
