import { fileURLToPath } from "node:url";
import { z } from "zod";
import { parseVkey, type VerifierKey } from "../tlog/note";

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
  const prefix = path.replace(/\/+$/, "");
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
      return [{ key, url: url.replace(/\/+$/, "") }];
    }),
);

/** http(s) addresses, separated by spaces or commas. */
export const Urls = z.string().transform((text, context): string[] => {
  const urls = text.split(/[\s,]+/).filter((each) => each !== "");
  for (const [at, url] of urls.entries()) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      // What stands there may be a secret: it is not repeated.
      context.addIssue({ code: "custom", message: `must hold http(s) addresses; number ${at + 1} is none` });
    }
  }
  return urls;
});

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
