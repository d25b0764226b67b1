import type { Reason } from "@/graph-schema/envelope";
import { reason } from "@/lib/errors";
import { sizeOfPart, type Upload } from "./uploads";

/** Why a part of so many bytes is no part `number` of `upload`. `sizeBytes` is undefined where the sender does not say. */
export function reasonsToRefusePart(upload: Upload, number: number, sizeBytes: number | undefined): Reason[] {
  const expected = sizeOfPart(upload, number);
  if (expected === undefined) {
    return [reason("part_out_of_range", { number })];
  }
  return sizeBytes !== undefined && sizeBytes !== expected
    ? [reason("part_size_differs", { expected, found: sizeBytes })]
    : [];
}
