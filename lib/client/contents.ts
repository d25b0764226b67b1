import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Ref } from "@/graph-schema/names";
import type { Digest } from "@/graph-schema/values";
import {
  type AttachBody,
  AttachedReply,
  ContentsReply,
  type UploadBody,
  UploadReply,
  VerificationReply,
} from "@/lib/contract/contents";
import { bring, repeatedly } from "./bring";
import { ask, download, path, put, send } from "./door";
import { Refused, Unreachable } from "./errors";

/** Answers after which the same may work a moment later: too many requests, or a server that is away. */
const PASSING = [429, 502, 503, 504];

function contentsParts(project: string, { type, id }: Ref, ...more: string[]): string[] {
  return ["projects", project, "artifacts", type, id, "contents", ...more];
}

/** What is attached to an artifact, and what the last check of each came to. The asking is a look on record. */
export function useContents(project: string, ref: Ref) {
  return useQuery({
    queryKey: ["contents", project, ref.type, ref.id],
    queryFn: () => ask(path(contentsParts(project, ref)), ContentsReply),
  });
}

/** Reads anew what acts on the bytes of an artifact may have changed: its findings too. */
export function useReadContentsAnew(project: string, ref: Ref): () => void {
  const queries = useQueryClient();
  return () => {
    for (const kind of ["contents", "artifact"]) {
      void queries.invalidateQueries({ queryKey: [kind, project, ref.type, ref.id] });
    }
  };
}

/** Has the server read and hash what is attached under `digest`, wherever it is. */
export function useVerifyContent(project: string, ref: Ref, digest: string) {
  const readAnew = useReadContentsAnew(project, ref);
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => send("POST", path(contentsParts(project, ref, digest, "verification")), VerificationReply),
    onSuccess({ finding }) {
      readAnew();
      // A drawing beside it has to show the finding.
      if (finding !== null) {
        void queries.invalidateQueries({ queryKey: ["hop", project] });
      }
    },
  });
}

/** Where the bytes are that are attached under `digest`, or one of the files that a manifest lists. */
export function contentPath(project: string, ref: Ref, digest: string, file?: string): string {
  return path(contentsParts(project, ref, digest, ...(file === undefined ? [] : ["files", file])));
}

/** Fetches attached bytes; the server verifies them on their way. */
export function fetchContent(url: string): Promise<Blob> {
  return download(url);
}

/** Attaches bytes that the project brought, or that stay elsewhere. For good. */
export function attach(project: string, ref: Ref, body: AttachBody): Promise<AttachedReply> {
  return send("POST", path(contentsParts(project, ref)), AttachedReply, body);
}

interface Upload extends Pick<UploadBody, "attachment"> {
  readonly digest: Digest;
  readonly bytes: Blob;
  readonly signal: AbortSignal;
  /** Hears how many more bytes were sent; fewer where a part has to be sent again. */
  readonly onBytes: (count: number) => void;
  /** Hears how many had come before. */
  readonly onThere: (count: number) => void;
}

/**
 * Brings bytes into the store, in parts of which a few leave at once. What breaks off is sent again by itself, and what came
 * before, also in an earlier attempt, is not. Says whether anything had to be sent.
 */
export function upload(
  project: string,
  { digest, bytes, attachment, signal, onBytes, onThere }: Upload,
): Promise<"brought" | "there"> {
  const isPassing = (error: unknown) =>
    !signal.aborted && (error instanceof Unreachable || (error instanceof Refused && PASSING.includes(error.status)));
  const patiently = <T>(request: () => Promise<T>) =>
    repeatedly(async () => {
      signal.throwIfAborted();
      return request();
    }, isPassing);
  const at = (...parts: string[]) => path(["projects", project, "uploads", ...parts]);
  return bring(
    {
      begin: () => patiently(() => send("POST", at(), UploadReply, { digest, sizeBytes: bytes.size, attachment })),
      put: ({ id, number, from, to }) =>
        patiently(() => {
          const counting = counter(onBytes);
          const sending = put(at(id, "parts", String(number)), bytes.slice(from, to), {
            signal,
            onSent: counting.reached,
          });
          return sending.then(
            () => counting.reached(to - from),
            (error: unknown) => {
              counting.reached(0);
              throw error;
            },
          );
        }),
      complete: (id) => patiently(() => send("POST", at(id, "completion"), UploadReply)),
      isGone: (error) => error instanceof Refused && error.status === 404,
    },
    onThere,
  );
}

/** Turns how far something is into how much more that is. */
function counter(onBytes: (count: number) => void) {
  let last = 0;
  return {
    reached(count: number): void {
      onBytes(count - last);
      last = count;
    },
  };
}
