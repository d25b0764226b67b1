import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";

/**
 * What may go wrong on the way: the server answers 503, never answers, or breaks off after some bytes of the answer; or the
 * connection is cut after some bytes of what is sent.
 */
type Fault = "503" | "silence" | "broken off" | "cut";

const BROKEN_OFF_AFTER = 1_000;

/** A way to the S3 server on which things go wrong. */
export interface FaultyWay {
  /** The next `times` requests by `method` go wrong so. */
  fail(method: string, fault: Fault, times?: number): void;
  /** Everything goes well again. */
  mend(): void;
  /** The requests that came since the last {@link mend}, such as `PUT`. */
  readonly seen: readonly string[];
}

function pass(message: IncomingMessage, response: ServerResponse, port: number, isBrokenOff: boolean): void {
  const { method, url: path, headers } = message;
  const onward = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    if (!isBrokenOff) {
      answer.pipe(response);
      return;
    }
    answer.once("data", (piece: Buffer) => {
      response.write(piece.subarray(0, BROKEN_OFF_AFTER), () => response.destroy());
    });
  });
  onward.on("error", () => response.destroy());
  message.pipe(onward);
}

function cut(message: IncomingMessage, port: number): void {
  const { method, url: path, headers } = message;
  const onward = request({ host: "127.0.0.1", port, method, path, headers });
  onward.on("error", () => undefined);
  message.once("data", (piece: Buffer) => {
    onward.write(piece, () => {
      onward.destroy();
      message.socket.destroy();
    });
  });
}

/** Puts a proxy before the S3 server of this test file (call it after `ownGateway`), which Pedigree then takes for the server. */
export function faultyWay(): FaultyWay {
  const planned = new Map<string, { fault: Fault; times: number }>();
  const seen: string[] = [];
  let port = 0;
  const server = createServer((message, response) => {
    const method = message.method ?? "";
    seen.push(method);
    const plan = planned.get(method);
    if (!plan || plan.times === 0) {
      pass(message, response, port, false);
      return;
    }
    plan.times -= 1;
    if (plan.fault === "503") {
      message.resume().on("end", () => response.writeHead(503).end());
    } else if (plan.fault === "broken off") {
      pass(message, response, port, true);
    } else if (plan.fault === "cut") {
      cut(message, port);
    } else {
      message.resume();
    }
  });
  beforeAll(async () => {
    port = Number(new URL(process.env.PEDIGREE_S3_ENDPOINT ?? "").port);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    process.env.PEDIGREE_S3_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    seen,
    fail: (method, fault, times = 1) => void planned.set(method, { fault, times }),
    mend() {
      planned.clear();
      seen.length = 0;
    },
  };
}
