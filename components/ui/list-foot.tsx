"use client";

import type { ReactNode } from "react";
import { Button } from "./button";

interface ListFootProps {
  shown: number;
  total: number;
  totalIs: "exact" | "at_least";
  what: string;
  note?: string | undefined;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => unknown;
  children?: ReactNode;
}

/** Below every list: how many of how many, and the next page for those who ask. */
export function ListFoot({ shown, total, totalIs, what, note, hasMore, isLoading, onMore, children }: ListFootProps) {
  const all = `${totalIs === "at_least" ? "at least " : ""}${total.toLocaleString("en")}`;
  return (
    <footer className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 text-xs text-ink-soft">
      <span role="status">
        {shown.toLocaleString("en")} of {all} {what}
        {note ? `; ${note}` : ""}
      </span>
      {hasMore ? (
        <Button isDisabled={isLoading} onPress={() => void onMore()} size="small">
          {isLoading ? "Reading …" : "Show more"}
        </Button>
      ) : null}
      <span className="ml-auto">{children}</span>
    </footer>
  );
}
