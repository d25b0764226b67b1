import type { S3Client } from "@aws-sdk/client-s3";
import { configuration } from "@/lib/env";

const CONNECT_MS = 5_000;
/** How long the server has to begin its answer, in milliseconds. */
export const REQUEST_MS = 30_000;

// The client is large and most installations have no bucket, so it is loaded by whoever asks for one first.
export const sdk = () => import("@aws-sdk/client-s3");
let shared: Promise<S3Client> | undefined;

/** The one client of this process. */
export function client(): Promise<S3Client> {
  shared ??= sdk().then(({ S3Client }) => {
    const { s3Endpoint } = configuration();
    return new S3Client({
      ...(s3Endpoint ? { endpoint: s3Endpoint, forcePathStyle: true } : {}),
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
    });
  });
  return shared;
}

/** Did the server answer with one of these statuses? */
export function isAnswer(error: unknown, ...statuses: number[]): boolean {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return statuses.includes($metadata?.httpStatusCode ?? 0);
}

/** Undefined where the server says that there is no such object. */
export async function orNone<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAnswer(error, 404)) {
      return undefined;
    }
    throw error;
  }
}
