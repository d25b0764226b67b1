import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PublicKeys } from "@/lib/contract/log";
import { vkeyText } from "@/lib/tlog/note";
import { replaceFileSync } from "./durable";
import { type NoteKey, noteKey } from "./note";
import { KeyUse } from "./protocol";
import type { KeyStore } from "./store";

/** `signing` versions sign, the newest first; `retired` ones verify what they signed. A `next` one waits for its record. */
const Versions = z.object({
  signing: z.array(z.int().positive()).min(1),
  retired: z.array(z.int().positive()),
  next: z.int().positive().optional(),
});
type Versions = z.infer<typeof Versions>;

const Rings = z.record(KeyUse, Versions);
const FIRST: Versions = { signing: [1], retired: [] };

/** The signing keys of one installation, by use and version. Every step of a rotation is durable before it is used. */
export class KeyRing {
  readonly #file: string;
  #rings: z.infer<typeof Rings>;

  constructor(
    directory: string,
    private readonly store: KeyStore,
  ) {
    this.#file = join(directory, "rings.json");
    this.#rings = existsSync(this.#file)
      ? Rings.parse(JSON.parse(readFileSync(this.#file, "utf8")))
      : { events: FIRST, log: FIRST };
  }

  /** The log's name. It carries a digest of a secret of this installation, so that two logs never share one. */
  get origin(): string {
    const installation = createHash("sha256").update(this.store.secret("installation")).digest("hex").slice(0, 16);
    return `pedigree.local/${installation}`;
  }

  #key(use: KeyUse, version: number): NoteKey {
    const name = use === "log" ? this.origin : `${this.origin}/events`;
    return noteKey(name, this.store.secret(`sign:${use}:${version}`));
  }

  /** The keys that sign now, the newest first. While the log's key is replaced, old and new sign together. */
  signing(use: KeyUse): NoteKey[] {
    return this.#rings[use].signing.map((version) => this.#key(use, version));
  }

  #vkeys(use: KeyUse): string[] {
    const { signing, retired } = this.#rings[use];
    return [...signing, ...retired].map((version) => vkeyText(this.#key(use, version).verifier));
  }

  get publicKeys(): PublicKeys {
    return { origin: this.origin, events: this.#vkeys("events"), log: this.#vkeys("log") };
  }

  #save(use: KeyUse, versions: Versions): void {
    this.#rings = { ...this.#rings, [use]: versions };
    replaceFileSync(this.#file, Buffer.from(JSON.stringify(this.#rings)));
  }

  /** Makes the next key, which signs nothing yet, and returns its verifier key; the same one until it is taken. */
  prepare(use: KeyUse): string {
    const versions = this.#rings[use];
    const next = versions.next ?? Math.max(...versions.signing, ...versions.retired) + 1;
    this.#save(use, { ...versions, next });
    return vkeyText(this.#key(use, next).verifier);
  }

  /** The prepared key signs from now on. An event key takes the old one's place, a log key signs beside it. */
  activate(use: KeyUse): PublicKeys {
    const { signing, retired, next } = this.#rings[use];
    if (next !== undefined) {
      const kept =
        use === "log"
          ? { signing: [next, ...signing], retired }
          : { signing: [next], retired: [...signing, ...retired] };
      this.#save(use, kept);
    }
    return this.publicKeys;
  }

  /** Ends the overlap: only the newest key of the log signs. */
  retire(use: KeyUse): PublicKeys {
    const { signing, retired, next } = this.#rings[use];
    const [newest = 1, ...older] = signing;
    this.#save(use, { signing: [newest], retired: [...older, ...retired], ...(next === undefined ? {} : { next }) });
    return this.publicKeys;
  }
}
