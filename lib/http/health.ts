import { z } from "zod";
import { configuration } from "@/lib/env";
import { guardBites } from "@/lib/graph/guard";
import { read } from "@/lib/graph/session";
import { json } from "./reply";

// The probe commits; without this anybody could make the server commit as fast as they can ask.
const PROBE_EVERY_MS = 10_000;

async function isDatabaseAlive(): Promise<boolean> {
  return read((tx) => tx.rows("RETURN 1 AS one", {}, z.object({ one: z.literal(1) }))).then(
    () => true,
    () => false,
  );
}

/** Do this process and its database live? */
export async function health(): Promise<Response> {
  return (await isDatabaseAlive()) ? json({ status: "ok" }, 200) : json({ status: "database unreachable" }, 503);
}

let probed: { at: number; state: Promise<string> } | undefined;

async function guardState(): Promise<string> {
  if (configuration().guard === "absent") {
    return "absent";
  }
  return guardBites().then(
    (bites) => (bites ? "enforced" : "broken"),
    () => "unknown",
  );
}

/** May traffic come in? Tries a really forbidden change and expects the guard's veto. */
export async function readiness(): Promise<Response> {
  if (!probed || Date.now() - probed.at > PROBE_EVERY_MS) {
    probed = { at: Date.now(), state: guardState() };
  }
  const guard = await probed.state;
  return json({ guard }, guard === "enforced" || guard === "absent" ? 200 : 503);
}
