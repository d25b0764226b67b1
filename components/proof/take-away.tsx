"use client";

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copyable";
import { saveBytes } from "@/components/ui/save";
import type { ProofReply } from "@/lib/contract/log";

/** Hands a text over as a file, byte for byte. */
function save(text: string, name: string): void {
  saveBytes(new Blob([text], { type: "text/plain;charset=utf-8" }), name);
}

/** The note and its proof for tools that are not ours. */
export function TakeAway({ reply: { eventId, note, proof } }: { reply: ProofReply }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {proof === null ? null : (
        <Button onPress={() => save(proof, `${eventId}.tlog-proof`)} size="small">
          <Download aria-hidden="true" size={14} />
          Download .tlog-proof
        </Button>
      )}
      <Button onPress={() => save(note, `${eventId}.note`)} size="small">
        <Download aria-hidden="true" size={14} />
        Download note
      </Button>
      <CopyButton text={note} what="note" />
    </div>
  );
}
