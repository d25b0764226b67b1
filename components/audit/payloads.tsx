import type { z } from "zod";
import { Copyable } from "@/components/ui/copyable";
import { RawJson } from "@/components/ui/raw-json";
import { State, type StateName } from "@/components/ui/state";
import { counted } from "@/lib/contract/amount";
import type { AuditEventReply } from "@/lib/contract/reply";

type Payload = z.infer<typeof AuditEventReply>["payloads"][number];

const STATES: Readonly<Record<Payload["state"], { name: StateName; says: string; more: string }>> = {
  open: { name: "verified", says: "Readable", more: "" },
  erased: {
    name: "hidden",
    says: "Erased",
    more: "It was erased, went by its retention window, or was decided about. The digest stays, so the log still proves that something stood here.",
  },
  hidden: {
    name: "hidden",
    says: "Not shown here",
    more: "Auditors and compliance officers may read what is kept beside events; what waits in quarantine is shown there alone, to whoever decides about it.",
  },
  damaged: {
    name: "broken",
    says: "Damaged",
    more: "What is stored is not what the envelope commits to. Tell an operator.",
  },
};

/** The parts of an event that may have to be forgotten one day, each in its state. */
export function Payloads({ payloads }: { payloads: readonly Payload[] }) {
  if (payloads.length === 0) {
    return <p className="text-ink-faint">None.</p>;
  }
  return (
    <ul className="flex flex-col gap-3">
      {payloads.map((payload) => {
        const state = STATES[payload.state];
        return (
          <li className="flex flex-col gap-1" key={`${payload.name} ${payload.sha256}`}>
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{payload.name}</span>
              <State name={state.name}>{state.says}</State>
              <span className="text-xs text-ink-soft">{counted(payload.bytes, "byte")}</span>
              <Copyable text={payload.sha256} what="digest of the ciphertext" />
            </p>
            {state.more ? <p className="text-xs text-ink-soft">{state.more}</p> : null}
            {payload.state === "open" ? <RawJson value={payload.content} what={payload.name} /> : null}
          </li>
        );
      })}
    </ul>
  );
}
