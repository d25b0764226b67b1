import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import { guardWords } from "@/graph-schema/guard/words";
import { type Child, startChild } from "./child";
import { BRIEF_JVM, JVM, type Server } from "./database";
import { type Home, openHome, secret } from "./home";
import { prepareLauncher } from "./launcher";
import { freePort } from "./ports";
import { copyTemplate } from "./template";

const PAGE_CACHE_MB = 64;
const HEAP_MB = 2048;

/** For tests: starts the process in which their databases run. It is warm after the first, so the others take a second. */
export async function startPool(home: Home, socket: string): Promise<Child> {
  const launcher = await prepareLauncher();
  const sharing = ["-Xlog:disable", `-XX:SharedArchiveFile=${launcher.archive}`];
  const child = startChild({
    name: "pool",
    command: "java",
    args: [`-Xmx${HEAP_MB}m`, ...JVM, ...BRIEF_JVM, ...sharing, "-cp", launcher.classpath, "Pool", socket],
    log: join(home.logs, "pool.log"),
  });
  await child.line("READY");
  return child;
}

interface Wanted {
  /** The state directory, which holds a copy of the template or what became of one. */
  readonly home: string;
  readonly port: number;
  readonly guard?: boolean;
  /** Goes on when it is stopped here, and is empty for the next one who asks for this state directory. */
  readonly stays?: boolean;
}

/** For tests: starts the database of a state directory in the pool. It ends with this process, however that dies. */
export async function startPooled({ home: path, port, guard, stays }: Wanted, pool = inject("pool")): Promise<Server> {
  const home = openHome(path);
  const words = join(home.neo4j, "guard-words.txt");
  writeFileSync(words, guardWords());
  const socket = connect({ path: pool, allowHalfOpen: true });
  const wanted = [
    join(home.neo4j, "server"),
    port,
    PAGE_CACHE_MB,
    guard === false ? "" : words,
    stays ? "stay" : "stop",
  ];
  socket.write(`${wanted.join("\t")}\n`);
  const ended = once(socket, "end").then(() => "it ended before it was ready");
  const answer = String(await Promise.race([once(socket, "data"), ended])).trim();
  if (answer !== "READY") {
    throw new Error(`The pool started no database: ${answer}`);
  }
  return {
    uri: `bolt://127.0.0.1:${port}`,
    user: "neo4j",
    password: secret(join(home.secrets, "neo4j-password")),
    async stop() {
      socket.end();
      await ended;
    },
  };
}

/**
 * For tests: the database that the files of this worker have one after the other. Each finds it without any node but of the schema,
 * and with the plans that the files before it made, which take longer than what they are for. A change of the schema would end them.
 */
export async function borrow(guard?: boolean): Promise<Server> {
  const home = join(dirname(inject("template")), `lent-${process.env.VITEST_POOL_ID}`);
  const memory = join(home, "port");
  if (!existsSync(memory)) {
    copyTemplate(home);
    writeFileSync(memory, String(await freePort()));
  }
  return startPooled({ home, port: Number(readFileSync(memory, "utf8")), guard, stays: true });
}

declare module "vitest" {
  interface ProvidedContext {
    /** The socket of the process in which databases of tests run. */
    readonly pool: string;
  }
}
