"use client";

import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { tellError } from "@/components/ui/problem";
import { unverifiable } from "./evidence";
import { TakeAway } from "./take-away";
import type { Proven } from "./use-proof";
import { VerdictState, VerdictView } from "./verdict-view";

/** A check that is under way, or what it came to, as the query library hands it over. */
export interface Checking {
  readonly data: Proven | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

function notFetched(error: Error) {
  const { title, meaning } = tellError(error);
  return unverifiable(`The proof could not be fetched. ${title}: ${meaning}`);
}

/** What a check came to, its reason, and the proof to take away. */
export function ProofPanel({ checking }: { checking: Checking }) {
  const { data, error, isFetching, refetch } = checking;
  if (isFetching) {
    return (
      <p className="text-ink-soft" role="status">
        Checking the proof in this browser …
      </p>
    );
  }
  const verdict = error ? notFetched(error) : data?.verdict;
  if (!verdict) {
    return null;
  }
  return (
    <div className="flex flex-col gap-3">
      <VerdictView verdict={verdict} />
      <div className="flex flex-wrap items-center gap-2">
        {data && !error ? <TakeAway reply={data.reply} /> : null}
        {verdict.name === "unverifiable" ? (
          <Button onPress={() => void refetch()} size="small">
            Check again
          </Button>
        ) : null}
      </div>
    </div>
  );
}

interface ProofBadgeProps {
  checking: Checking;
  /** Where the verdict stands with its reason. */
  href: string;
}

/** The verdict for the head of a page: in one word, and with its reason where it is bad. */
export function ProofBadge({ checking: { data, error, isFetching }, href }: ProofBadgeProps) {
  if (isFetching) {
    return <span className="text-xs text-ink-faint">Checking the proof …</span>;
  }
  const name = error ? "unverifiable" : data?.verdict.name;
  return name ? (
    <Link
      className="inline-flex flex-wrap items-center rounded-sm"
      href={href}
      title="Checked in this browser. The reason stands under Proof."
    >
      <span className="mr-1.5 text-xs">proof</span>
      <VerdictState name={name} />
      {name === "invalid" ? <span className="ml-1.5 font-medium text-bad">{data?.verdict.why}</span> : null}
    </Link>
  ) : null;
}
