import { Copyable } from "@/components/ui/copyable";
import { State } from "@/components/ui/state";

/** The key under which the event's note verifies. */
export function RecorderKey({ vkey, most }: { vkey: string | null; most: number }) {
  return vkey === null ? (
    <State name="broken">Signed by nobody that is known</State>
  ) : (
    <Copyable most={most} text={vkey} what="verifier key" />
  );
}
