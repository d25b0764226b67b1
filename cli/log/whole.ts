import { existsSync } from "node:fs";
import { findInstallation } from "@/cli/admin/installation";
import { meter } from "@/cli/remote/meter";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { Anchors } from "@/lib/anchors/open";
import { configuration } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { closeGraph } from "@/lib/graph/session";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { verifyEd25519 } from "@/lib/keys/note";
import { record } from "@/lib/ledger/record";
import { directoryStorage } from "@/lib/log/directory";
import type { Breach } from "@/lib/log/findings";
import { logStorage } from "@/lib/log/open";
import { publishedCheckpoint } from "@/lib/log/proofs";
import { type Entries, scanLog, signedBy } from "@/lib/log/scan";
import { verifyLog } from "@/lib/log/verification";
import { wrongRowsBeside } from "@/lib/privacy/wrong-rows";
import { type TrustText, trustOf } from "@/lib/tlog/bundle";
import { openCheckpoint } from "@/lib/tlog/checkpoint";
import { parseVkeys } from "@/lib/tlog/note";

/** What a verification of a whole log came to. */
export interface Whole {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly breaches: readonly Breach[];
  readonly seconds: number;
  /** Parts that were erased or taken by retention: the proofs of their events hold without them. */
  readonly redacted?: number;
}

function progress(size: number) {
  const shown = meter(process.stderr);
  const began = Date.now();
  return {
    show: (done: number) => shown.show({ count: done, share: done / size, seconds: (Date.now() - began) / 1_000 }),
    end: () => shown.end(),
    seconds: () => (Date.now() - began) / 1_000,
  };
}

const NOTHING: Omit<Whole, "breaches"> = { origin: "", size: 0, root: "", seconds: 0 };

/** Verifies a directory of log files with pinned keys alone: no database, no network, nothing of the log's own word. */
export async function verifyDirectory(directory: string, pinned: TrustText): Promise<Whole> {
  if (!existsSync(directory)) {
    throw new SetupError(`There is no folder ${directory}.`, "Make one by `pedigree log export FOLDER`.");
  }
  const storage = directoryStorage(directory);
  const published = await publishedCheckpoint(storage);
  if (!published) {
    return { ...NOTHING, breaches: [{ kind: "checkpoint_missing", detail: `no checkpoint in ${directory}` }] };
  }
  const opened = openCheckpoint(published.note, trustOf(pinned), verifyEd25519);
  if (!opened.valid) {
    return { ...NOTHING, breaches: [{ kind: "checkpoint_invalid", detail: opened.why }] };
  }
  const { tree } = published;
  const shown = progress(tree.size);
  const keys = parseVkeys(pinned.events);
  const breaches = await scanLog(storage, tree, async (stretch: Entries) => {
    shown.show(stretch.start + stretch.entries.length);
    return signedBy(stretch, keys);
  });
  shown.end();
  return {
    origin: tree.origin,
    size: tree.size,
    root: Buffer.from(tree.root).toString("base64"),
    breaches,
    seconds: shown.seconds(),
  };
}

/** Verifies the log of the installation that runs here: its files, its ends, its decisions; with `isReplayed` its graph too. */
export async function verifyInstallation(isReplayed: boolean): Promise<Whole> {
  await findInstallation();
  try {
    await ensureSystemAccounts();
    const storage = logStorage();
    const published = await publishedCheckpoint(storage);
    const size = published?.tree.size ?? 0;
    const shown = progress(size);
    const { compare } = new Anchors(configuration().anchors, (what) => console.error(what));
    let redacted: number | undefined;
    const breaches = await verifyLog(storage, {
      isReplayed,
      onRedacted(parts) {
        redacted = parts;
      },
      onProgress: (done) => shown.show(done),
      compare,
      rows: wrongRowsBeside,
    });
    shown.end();
    const actor = await builtInActor("system");
    const facts = { of: "log", total: size };
    await record({ project: DEFAULT_PROJECT, action: "verify", origin: "acted", outcome: "done", actor, facts });
    const root = published ? Buffer.from(published.tree.root).toString("base64") : "";
    return {
      origin: published?.tree.origin ?? "",
      size,
      root,
      breaches,
      seconds: shown.seconds(),
      ...(redacted === undefined ? {} : { redacted }),
    };
  } finally {
    await closeGraph();
  }
}
