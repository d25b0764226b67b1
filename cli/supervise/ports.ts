import { connect, createServer } from "node:net";

/** Can a server listen on this port of the loopback interface? */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((settle) => {
    const server = createServer();
    server.once("error", () => settle(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => settle(true)));
  });
}

/** A port that the operating system says is free now. */
export function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? settle(address.port) : fail(new Error("no port"))));
    });
  });
}

/** Why nothing answers there, or nothing at all if something does. */
export function whyUnreachable(target: { host: string; port: number } | { path: string }, timeoutMs: number) {
  return new Promise<string | undefined>((settle) => {
    const socket = connect(target);
    const done = (why?: string) => {
      socket.destroy();
      settle(why);
    };
    socket.setTimeout(timeoutMs, () => done(`no answer within ${timeoutMs / 1000} s`));
    socket.once("connect", () => done());
    socket.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}
