import { CircleCheck } from "lucide-react";
import { findingsSentence } from "@/components/findings/answer";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import type { OpenCounts } from "@/lib/contract/log";

/** Whether anything is wrong with the record itself, or with bytes of artifacts, and the way to it. */
export function Findings({ open }: { open: OpenCounts }) {
  const isGood = open.record + open.artifacts + open.access + open.reports + open.privacy === 0;
  return (
    <Section title="Findings that are open">
      <p className={isGood ? "flex items-center gap-2" : "mb-1 font-medium text-bad"}>
        {isGood ? <CircleCheck aria-hidden="true" className="text-ok" size={14} /> : null}
        {findingsSentence(open)}
      </p>
      <Link href="/findings">All findings</Link>
    </Section>
  );
}
