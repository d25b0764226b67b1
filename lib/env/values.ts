import { fileURLToPath } from "node:url";
import { Cron } from "croner";
import { z } from "zod";

import { SEVERITIES, type Severity } from "@/lib/contract/findings";
import { withoutEndSlashes } from "@/lib/slashes";
import { parseVkey, type VerifierKey } from "@/lib/tlog/note";

/** A place in an S3 bucket. The prefix ends with a slash, or is empty. */
export interface BucketPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** A witness: whose cosignatures count, and where it takes checkpoints (C2SP tlog-witness, submission prefix). */
export interface Witness {
  readonly key: VerifierKey;
  readonly url: string;
}

const S3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^\s?#]*))?$/;

/** `s3://bucket` or `s3://bucket/prefix`. */
export const Place = z.string().transform((text, context): BucketPlace => {
  const [, bucket, path = ""] = S3.exec(text) ?? [];
  if (bucket === undefined) {
    context.addIssue({ code: "custom", message: "must be s3://bucket or s3://bucket/prefix" });
    return z.NEVER;
  }
  const prefix = withoutEndSlashes(path);
  return { bucket, prefix: prefix === "" ? "" : `${prefix}/` };
});

/** In base64 there is no `@`, so the last one before `http` ends the key, whatever the witness is called. */
const WITNESS = /^(.+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*)@(https?:\/\/.+)$/;
const COSIGNATURE_V1 = 0x04;

/** `vkey@https://prefix`, separated by spaces or commas. */
export const Witnesses = z.string().transform((text, context): Witness[] =>
  text
    .split(/[\s,]+/)
    .filter((each) => each !== "")
    .flatMap((each) => {
      const [, vkey = "", url = ""] = WITNESS.exec(each) ?? [];
      const key = parseVkey(vkey);
      if (key?.type !== COSIGNATURE_V1 || !URL.canParse(url)) {
        context.addIssue({
          code: "custom",
          message: `must hold vkey@https://prefix with a cosignature/v1 key, not ${each}`,
        });
        return [];
      }
      return [{ key, url: withoutEndSlashes(url) }];
    }),
);

/** Somebody who is told of findings: from which severity on, and where. */
export interface Recipient {
  readonly least: Severity;
  readonly address: string;
}

const RECIPIENT = /^(?:(info|warning|critical)=)?(.+)$/;

/** A list of addresses, each of which may begin with the least severity that it is told of, as in `critical=…`. */
function recipients(isAddress: (text: string) => boolean, wanted: string) {
  return z.string().transform((text, context): Recipient[] => {
    const entries = text.split(/[\s,]+/).filter((each) => each !== "");
    return entries.map((entry, at) => {
      const [, least, address = ""] = RECIPIENT.exec(entry) ?? [];
      if (!isAddress(address)) {
        // What stands there may be a secret: it is not repeated.
        context.addIssue({ code: "custom", message: `must hold ${wanted}; number ${at + 1} is none` });
      }
      return { least: SEVERITIES.find((each) => each === least) ?? "info", address };
    });
  });
}

export const Urls = recipients(
  (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
  "http(s) addresses",
);
export const Mailboxes = recipients((text) => z.email().safeParse(text).success, "e-mail addresses");

/** Where references may lead: directories of this machine, and places in buckets. */
export interface ReferenceRoots {
  readonly directories: readonly string[];
  readonly buckets: readonly BucketPlace[];
}

/** `file:///directory` and `s3://bucket/prefix`, separated by spaces or commas. */
export const Roots = z.string().transform((text, context): ReferenceRoots => {
  const roots = { directories: [] as string[], buckets: [] as BucketPlace[] };
  for (const each of text.split(/[\s,]+/).filter((root) => root !== "")) {
    const place = Place.safeParse(each);
    if (place.success) {
      roots.buckets.push(place.data);
    } else if (/^file:\/\/\/./.test(each)) {
      roots.directories.push(fileURLToPath(each));
    } else {
      context.addIssue({ code: "custom", message: `must hold file:///directory or s3://bucket/prefix, not ${each}` });
    }
  }
  return roots;
});

function isCron(text: string): boolean {
  try {
    return new Cron(text, { paused: true, mode: "5-part" }).nextRun() !== null;
  } catch {
    return false;
  }
}

function isZone(text: string): boolean {
  return Intl.supportedValuesOf("timeZone").concat("UTC").includes(text);
}

export const CronText = z.string().refine(isCron, "must be a cron expression of five parts");
export const ZoneText = z.string().refine(isZone, "must be a time zone such as Europe/Berlin");

/** When and how the store is compared with the record. */
export const RECONCILIATION = {
  PEDIGREE_RECONCILE_CRON: CronText.default("17 3 * * *"),
  PEDIGREE_RECONCILE_ZONE: ZoneText.default("UTC"),
  PEDIGREE_RECONCILE_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  PEDIGREE_RECONCILE_MB_PER_SECOND: z.coerce.number().min(1).max(100_000).default(100),
};

export interface ReconciliationConfiguration {
  /** When it begins, in the zone's time. */
  readonly cron: string;
  readonly zone: string;
  /** In how many days every blob is read once. */
  readonly days: number;
  /** Megabytes (1,000,000 bytes) that are read a second at the most. */
  readonly megabytesPerSecond: number;
}
