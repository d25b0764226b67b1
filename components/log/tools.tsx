"use client";

import { useSyncExternalStore } from "react";
import { Copyable } from "@/components/ui/copyable";
import { Section } from "@/components/ui/section";
import type { LogReply } from "@/lib/contract/log";

function never(): () => void {
  return () => {};
}

function Command({ says, text }: { says: string; text: string }) {
  return (
    <li className="flex flex-col gap-0.5">
      <span className="text-ink-soft">{says}</span>
      <span className="rounded-md border border-line bg-ground px-2 py-1">
        <Copyable most={220} text={text} what="command" />
      </span>
    </li>
  );
}

/** How somebody who does not trust this page checks the log. */
export function Tools({ log: { published } }: { log: LogReply }) {
  const here = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "",
  );
  return (
    <Section title="Check it without this page">
      <ul className="flex flex-col gap-2">
        <Command says="The published checkpoint, a C2SP signed note:" text={`curl -s ${here}/log/checkpoint`} />
        <Command says="The verifier keys, to compare with your copy:" text={`curl -s ${here}/api/v1/log/keys`} />
        <Command
          says="The hashes of the first 256 entries, a C2SP tile (xxd shows it):"
          text={`curl -s ${here}/log/tile/0/000${(published?.size ?? 0) < 256 ? `.p/${published?.size ?? 1}` : ""} | xxd -c 32`}
        />
        <Command
          says="The whole log, from the bytes of its entries, on the machine that holds it:"
          text="npx pedigree verify"
        />
      </ul>
      <p className="mt-2 max-w-[75ch] text-xs text-ink-soft">
        Checkpoint, tiles and proofs follow c2sp.org/tlog-tiles, tlog-checkpoint and tlog-proof, so tools for these
        formats read them as they are: golang.org/x/mod/sumdb/tlog, transparency-dev’s merkle and Tessera’s fsck, for
        example. Who keeps a checkpoint can later ask for the proof that the log only grew:{" "}
        <code className="font-mono">GET /api/v1/log/consistency?old=SIZE</code>.
      </p>
    </Section>
  );
}
