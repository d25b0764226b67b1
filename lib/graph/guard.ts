import { z } from "zod";
import { TRIGGER_NAME, triggerCypher } from "@/graph-schema/guard/trigger";
import { PROBE_LABEL } from "@/graph-schema/names";
import { configuration } from "@/lib/env";
import { autocommit, write } from "./session";

const RESERVED = `MERGE (probe:${PROBE_LABEL} {id: 'probe'})`;
// A value that cannot stand there already: setting an equal one is no change, and no change is no veto.
const FORBIDDEN = `MATCH (probe:${PROBE_LABEL} {id: 'probe'}) SET probe.touched = randomUUID() RETURN 1 AS probes`;
const Probes = z.object({ probes: z.int() });

const INSTALL = "CALL apoc.trigger.install($database, $name, $query, {phase: 'before'})";
const INSTALLED = "CALL apoc.trigger.show($database) YIELD name, query, paused";
const Installed = z.array(z.object({ name: z.string(), query: z.string(), paused: z.boolean() }));

const PATIENCE_MS = 60_000;
const BETWEEN_PROBES_MS = 250;

/** Is this error the guard's veto? */
function isVeto(error: unknown): boolean {
  return error instanceof Error && error.message.includes("AUDIT_IMMUTABLE");
}

/**
 * Commits a really forbidden change, on a node that is reserved for this and outside replay. True when it was vetoed.
 */
export async function guardBites(): Promise<boolean> {
  try {
    const touched = await write((tx) => tx.rows(FORBIDDEN, {}, Probes));
    if (touched.length > 0) {
      return false;
    }
  } catch (error) {
    if (isVeto(error)) {
      return true;
    }
    throw error;
  }
  await write((tx) => tx.run(RESERVED, {}));
  return guardBites();
}

/** Waits until the guard bites: a trigger takes effect seconds after its installation. False when it never does. */
export async function awaitGuard(patienceMs = PATIENCE_MS): Promise<boolean> {
  const until = Date.now() + patienceMs;
  while (!(await guardBites())) {
    if (Date.now() > until) {
      return false;
    }
    await new Promise((later) => setTimeout(later, BETWEEN_PROBES_MS));
  }
  return true;
}

/** Does the server run exactly our trigger? A trigger that was replaced may bite on the probe and nowhere else. */
export async function triggerIsOurs(): Promise<boolean> {
  const { database } = configuration().neo4j;
  const rows = Installed.parse(await autocommit(INSTALLED, { database }, "system"));
  return rows.some(({ name, query, paused }) => name === TRIGGER_NAME && query === triggerCypher() && !paused);
}

/** Installs the guard on an external server through APOC. Returns why that is not possible there. */
export async function installTrigger(): Promise<string | undefined> {
  const { database } = configuration().neo4j;
  try {
    if (!(await triggerIsOurs())) {
      await autocommit(INSTALL, { database, name: TRIGGER_NAME, query: triggerCypher() }, "system");
    }
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code === "Neo.ClientError.Procedure.ProcedureNotFound" ? "it has no APOC with triggers" : String(error);
  }
}
