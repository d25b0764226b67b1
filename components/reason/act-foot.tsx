"use client";

import { Button } from "@/components/ui/button";
import { Refusal } from "./refusal";

interface ActFootProps {
  /** How the act is sent; what the query library hands over. */
  sending: { readonly error: Error | null; readonly isPending: boolean };
  isReady: boolean;
  /** On the button that decides: a verb that says what happens. */
  confirm: string;
  onLeave: () => void;
  leave?: string;
  look?: "primary" | "danger";
}

/** The end of every question: that the answer is on record, why it was refused, and the two buttons. */
export function ActFoot({ sending, isReady, confirm, onLeave, leave = "Leave it", look = "primary" }: ActFootProps) {
  return (
    <>
      <p className="text-xs text-ink-soft">
        This is recorded under your name, at the server’s time, for good. So is a refusal.
      </p>
      {sending.error ? <Refusal error={sending.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button onPress={onLeave}>{leave}</Button>
        <Button isDisabled={!isReady || sending.isPending} look={look} type="submit">
          {sending.isPending ? "Recording …" : confirm}
        </Button>
      </div>
    </>
  );
}
