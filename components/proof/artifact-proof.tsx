"use client";

import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import type { ArtifactReply } from "@/lib/contract/reply";
import { ProofPanel } from "./proof-panel";
import { useArtifactProof } from "./use-proof";

/** Checks, when asked to, that an artifact was recorded as it is shown. */
export function ArtifactProof({ project, reply }: { project: string; reply: ArtifactReply }) {
  const [isAsked, setAsked] = useState(false);
  const checking = useArtifactProof(project, reply, isAsked);
  return (
    <Section title="Proof">
      {isAsked ? (
        <ProofPanel checking={checking} />
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button onPress={() => setAsked(true)} size="small">
            <ShieldCheck aria-hidden="true" size={14} />
            Check the proof
          </Button>
          <span className="text-xs text-ink-soft">In this browser, against the signed log. The check is recorded.</span>
        </div>
      )}
    </Section>
  );
}
