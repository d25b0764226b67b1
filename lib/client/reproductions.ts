import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { LiveReproduction, ReproductionReply, ReproductionsReply } from "@/lib/contract/reproduction";
import { ask, path } from "./door";

interface Narrowed {
  readonly state?: string;
  readonly prediction?: string;
  readonly limit?: number;
}

/** New runs of predictions that were asked for, and what came of them, newest first, page by page. */
export function useReproductions(project: string, { state, prediction, limit }: Narrowed) {
  return useInfiniteQuery({
    queryKey: ["reproductions", project, state, prediction, limit],
    queryFn: ({ pageParam }) =>
      ask(
        path(["projects", project, "reproductions"], { state, prediction, limit, cursor: pageParam }),
        ReproductionsReply,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** One of them, with its verdict and its log. */
export function useReproduction(project: string, id: string) {
  return useQuery({
    queryKey: ["reproduction", project, id],
    queryFn: () => ask(path(["projects", project, "reproductions", id]), ReproductionReply),
  });
}

/** What a subscription has told so far: where the request stands, and the lines of its latest attempt. */
export interface Followed {
  readonly now: LiveReproduction;
  /** The number of the first of the lines. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** What is known after one more message. A subscription that began anew says again what is known. Pure. */
export function followed(known: Followed | null, now: LiveReproduction): Followed {
  const isSame = known?.now.attempt === now.attempt;
  const kept = known && isSame ? known.lines.slice(0, Math.max(0, now.from - known.first)) : [];
  return { now, first: known && kept.length > 0 ? known.first : now.from, lines: [...kept, ...now.lines] };
}

function messageIn(text: unknown): LiveReproduction | undefined {
  try {
    return LiveReproduction.safeParse(JSON.parse(String(text))).data;
  } catch {
    return undefined;
  }
}

/** Does it wait, or is it under way? */
export function isOpen(state: LiveReproduction["state"]): boolean {
  return state === "waiting" || state === "running";
}

/** Follows a request by one subscription until it is over; then what is shown of it is read anew. */
export function useFollowed(project: string, id: string): Followed | null {
  const queries = useQueryClient();
  const [known, setKnown] = useState<Followed | null>(null);
  useEffect(() => {
    const source = new EventSource(path(["projects", project, "reproductions", id, "live"]));
    source.addEventListener("message", ({ data }) => {
      const now = messageIn(data);
      if (!now) {
        return;
      }
      setKnown((before) => followed(before, now));
      if (!isOpen(now.state)) {
        // A browser would subscribe anew when the server ends the stream, and each subscription is on record.
        source.close();
        void queries.invalidateQueries({ queryKey: ["reproductions", project] });
        void queries.invalidateQueries({ queryKey: ["reproduction", project, id] });
      }
    });
    return () => source.close();
  }, [project, id, queries]);
  return known;
}
