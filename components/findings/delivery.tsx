import { Refusal } from "@/components/reason/refusal";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { State } from "@/components/ui/state";
import { useTellAgain } from "@/lib/client/findings";
import { counted } from "@/lib/contract/amount";
import type { Delivery } from "@/lib/contract/log";

const DELIVERY_STATES = {
  waiting: { name: "pending", word: "alert waits" },
  delivered: { name: "verified", word: "alert delivered" },
  failing: { name: "warning", word: "alert not delivered yet" },
  given_up: { name: "broken", word: "alert given up" },
} as const;

interface DeliveryProps {
  finding: string;
  delivery: Delivery;
  mayRetry: boolean;
}

/** How far it is with telling one channel of a finding. */
export function DeliveryLine({ finding, delivery, mayRetry }: DeliveryProps) {
  const { channel, state, attempts, at, error, nextAt } = delivery;
  const { name, word } = DELIVERY_STATES[state];
  return (
    <li className="flex flex-wrap items-center gap-x-2 text-xs">
      <State name={name}>{word}</State>
      <span className="font-mono break-all">{channel}</span>
      {at ? (
        <span className="text-ink-soft">
          {counted(attempts, "attempt")}, the last <Moment iso={at} relative />
          {error ? `: ${error}` : null}
        </span>
      ) : null}
      {nextAt ? (
        <span className="text-ink-soft">
          next <Moment iso={nextAt} relative />
        </span>
      ) : null}
      {mayRetry && (state === "failing" || state === "given_up") ? (
        <TellAgain channel={channel} finding={finding} />
      ) : null}
    </li>
  );
}

function TellAgain({ finding, channel }: { finding: string; channel: string }) {
  const again = useTellAgain(finding, channel);
  return (
    <>
      <Button isDisabled={again.isPending} onPress={() => again.mutate()} size="small">
        {again.isPending ? "Recording …" : "Send again now"}
      </Button>
      {again.error ? <Refusal error={again.error} /> : null}
    </>
  );
}
