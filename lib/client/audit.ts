import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { z } from "zod";
import { AuditEventReply, AuditReply } from "@/lib/contract/reply";
import { ask, type Parameters, path } from "./door";

export type AuditFilter = Readonly<
  Partial<Record<"project" | "actor" | "action" | "subjectType" | "subject" | "outcome" | "from" | "to", string>>
>;

/** Audit events that match `filter`, newest first, page by page. */
export function useAudit(filter: AuditFilter) {
  const parameters: Parameters = { ...filter };
  return useInfiniteQuery({
    queryKey: ["audit", parameters],
    queryFn: ({ pageParam }) => ask(path(["audit"], { ...parameters, cursor: pageParam }), AuditReply),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** One event with everything that is kept of it; of `project` alone, for those who may look there alone. */
export function useAuditEvent(id: string, project: string | undefined) {
  return useQuery({
    queryKey: ["audit event", id, project],
    queryFn: () => ask(path(["audit", id], { project }), AuditEventReply),
  });
}

/** Reads the first page anew. */
export function useShowNewEvents() {
  const queries = useQueryClient();
  return () => queries.resetQueries({ queryKey: ["audit"] });
}

const News = z.object({ count: z.int() });

/** How many events one message tells of; a message of another shape still tells of one. */
function newsCount(text: unknown): number {
  try {
    const news = News.safeParse(JSON.parse(String(text)));
    return news.success ? news.data.count : 1;
  } catch {
    return 1;
  }
}

interface Live {
  readonly count: number;
  readonly isOpen: boolean;
  /** Begins to count anew, once the list has been read anew. */
  readonly reset: () => void;
}

/** How many events were recorded since the list was read, told by one live subscription. */
export function useNewEvents(isOn: boolean, project: string | undefined): Live {
  const [count, setCount] = useState(0);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOn) {
      return;
    }
    let source: EventSource | undefined;
    // Opened a moment later: a subscription is on record, and a page that is left at once should leave none.
    const opening = setTimeout(() => {
      source = new EventSource(path(["audit", "live"], { project }));
      source.addEventListener("open", () => setOpen(true));
      source.addEventListener("error", () => setOpen(false));
      source.addEventListener("message", ({ data }) => setCount((before) => before + newsCount(data)));
    }, 0);
    return () => {
      clearTimeout(opening);
      source?.close();
      setOpen(false);
    };
  }, [isOn, project]);
  return { count, isOpen, reset: () => setCount(0) };
}
