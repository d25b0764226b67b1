import { randomUUID } from "node:crypto";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import type { Ref } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import { DirectoryStore } from "@/lib/artifacts/directory";
import { pathOf } from "@/lib/artifacts/store";
import { read, write } from "@/lib/graph/session";
import { sha256 } from "@/lib/hash";
import { ensureSystemAccounts } from "@/lib/identity/bootstrap";
import { builtInActor } from "@/lib/identity/caller";
import { append } from "@/lib/ledger/append";
import { testActor } from "@/lib/ledger/testing";
import { directoryStorage } from "@/lib/log/directory";
import { openFindings } from "@/lib/log/findings";
import { type Report, reconcile } from "./run";
import type { Reconciling } from "./runner";

const DAY_MS = 86_400_000;

/** For tests: a full run at full speed. */
export function fullRun(home: string, system: EnvelopeActor): Reconciling {
  return {
    system,
    store: new DirectoryStore(join(home, "artifacts")),
    log: directoryStorage(join(home, "log")),
    mode: "full",
    me: randomUUID(),
    periodMs: 30 * DAY_MS,
    graceMs: 7 * DAY_MS,
    bytesPerSecond: 1e9,
  };
}

interface Attachment {
  readonly version: Ref;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** For tests: a directory of blobs below `home`, what is attached of it, and who reconciles it. */
export class TestStore {
  readonly store: DirectoryStore;
  readonly root: string;

  private constructor(
    private readonly home: string,
    readonly system: EnvelopeActor,
    private readonly actor: EnvelopeActor,
  ) {
    this.root = join(home, "artifacts");
    this.store = new DirectoryStore(this.root);
  }

  static async open(home: string): Promise<TestStore> {
    await ensureSystemAccounts();
    return new TestStore(home, await builtInActor("system"), await testActor());
  }

  work(more: Partial<Reconciling> = {}): Reconciling {
    return { ...fullRun(this.home, this.system), ...more };
  }

  async ran(more: Partial<Reconciling> = {}): Promise<Report> {
    const report = await reconcile(this.work(more));
    if (report === "under way") {
      throw new Error("somebody else runs");
    }
    return report;
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = sha256(bytes);
    await this.store.put(
      { digest, sizeBytes: bytes.length },
      (async function* () {
        yield bytes;
      })(),
    );
    return digest;
  }

  /** A version whose bytes are `digest`, as the routes record it. */
  async attached(digest: Digest, sizeBytes: number, mediaType = "application/octet-stream"): Promise<Ref> {
    const version = versionOf(randomUUID());
    await this.#attach([{ version, digest, sizeBytes, mediaType }]);
    return version;
  }

  /** A version for each of these digests, whose bytes they are. */
  attachedEach(digests: readonly Digest[], sizeBytes: number): Promise<void> {
    const mediaType = "application/octet-stream";
    return this.#attach(digests.map((digest) => ({ version: versionOf(digest), digest, sizeBytes, mediaType })));
  }

  async #attach(attachments: readonly Attachment[]): Promise<void> {
    const deed = { project: "default", origin: "acted", outcome: "done", actor: this.actor } as const;
    const registered = attachments.map(({ version }) => ({
      ...deed,
      action: "register" as const,
      subject: version,
      created: [{ ...version, facts: {} }],
    }));
    const attached = attachments.map(({ version, digest, sizeBytes, mediaType }) => ({
      ...deed,
      action: "attach" as const,
      subject: version,
      facts: { digest, size_bytes: sizeBytes, role: "content", media_type: mediaType, held: "store" },
    }));
    await write((tx) => append(tx, registered));
    await write((tx) => append(tx, attached));
  }

  at(digest: Digest): string {
    return join(this.root, pathOf(digest));
  }

  damage(digest: Digest, bytes: Uint8Array): void {
    chmodSync(this.at(digest), 0o600);
    writeFileSync(this.at(digest), bytes);
  }

  mend(digest: Digest, bytes: Uint8Array): void {
    rmSync(this.at(digest), { force: true });
    writeFileSync(this.at(digest), bytes, { mode: 0o400 });
  }
}

function versionOf(name: string): Ref {
  return { type: "model_version", id: `m:${name}` };
}

/** For tests: the kinds of the open findings about an artifact. */
export async function findingsAbout(ref: Ref): Promise<(string | null)[]> {
  const open = await read(openFindings);
  return open.filter(({ concerns }) => concerns?.id === ref.id).map(({ kind }) => kind);
}
