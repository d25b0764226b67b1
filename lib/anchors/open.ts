import type { AnchorConfiguration } from "@/lib/env";
import { Bucket } from "@/lib/s3/bucket";
import { copyBreaches, type Own, witnessBreaches } from "./compare";
import { CheckpointCopies, type Published } from "./copies";
import { whyFailed } from "./post";
import { type Files, lastStampAt, stamp } from "./stamp";
import { Witnesses } from "./witnesses";

const DAY_MS = 86_400_000;
/** Until an authority that did not stamp is asked again. */
const AGAIN_MS = 600_000;

/** The outsiders of this installation: witnesses, a bucket with Object Lock, a time-stamping authority; each where it is configured. */
export class Anchors {
  readonly #witnesses: Witnesses;
  readonly #copies: CheckpointCopies | undefined;
  readonly #tsaUrl: string | undefined;
  readonly #tell: (what: string) => void;
  #stampDueAt: number | undefined;

  constructor({ witnesses, quorum, copies, tsaUrl }: AnchorConfiguration, tell: (what: string) => void) {
    this.#witnesses = new Witnesses(witnesses, quorum, tell);
    this.#copies = copies && new CheckpointCopies(new Bucket(copies.place), copies.days);
    this.#tsaUrl = tsaUrl;
    this.#tell = tell;
  }

  /** Has a signed checkpoint cosigned by the witnesses. */
  readonly cosign: Witnesses["cosign"] = (signed) => this.#witnesses.cosign(signed);

  /** Compares the log with what witnesses and copies know of it. */
  readonly compare = async (own: Own) => [
    ...(await witnessBreaches(this.#witnesses, own)),
    ...((await this.#toldIfFails("read the copies", this.#copies && copyBreaches(this.#copies, own))) ?? []),
  ];

  /** Copies and stamps the published checkpoint when it is time to. It never throws; what failed is told and tried again. */
  async tend(files: Files, published: Published): Promise<void> {
    await Promise.all([
      this.#toldIfFails("copy the checkpoint", this.#copies?.tend(published)),
      this.#toldIfFails("have the checkpoint stamped", this.#stampIfDue(files, published)),
    ]);
  }

  /** Copies the last checkpoint before the process ends. */
  async close(published: Published): Promise<void> {
    await this.#toldIfFails("copy the last checkpoint", this.#copies?.keep(published));
  }

  async #stampIfDue(files: Files, published: Published): Promise<void> {
    if (this.#tsaUrl === undefined) {
      return;
    }
    this.#stampDueAt ??= ((await lastStampAt(files))?.getTime() ?? 0) + DAY_MS;
    if (Date.now() >= this.#stampDueAt) {
      this.#stampDueAt = Date.now() + AGAIN_MS;
      await stamp(files, this.#tsaUrl, published);
      this.#stampDueAt = Date.now() + DAY_MS;
    }
  }

  async #toldIfFails<Done>(what: string, done: Promise<Done> | undefined): Promise<Done | undefined> {
    try {
      return await done;
    } catch (error) {
      this.#tell(`could not ${what}: ${whyFailed(error)}`);
      return undefined;
    }
  }
}
