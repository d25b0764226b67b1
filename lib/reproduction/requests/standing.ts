import type { Envelope } from "@/graph-schema/envelope";

/** A request for a new run with what became of it, as signed events tell it; or a verdict that somebody's own command told. */
export interface Standing {
  readonly asked: Envelope;
  /** How often a runner took it up. */
  readonly attempts: number;
  /** The verdict, or the withdrawal, which cancels it. */
  readonly end: Envelope | undefined;
}

/** Where `asked` stands after the events that follow it, oldest first. Only acts that name it count. */
export function standingOf(asked: Envelope, following: readonly Envelope[]): Standing {
  const naming = following.filter(
    ({ refers_to, project, origin, outcome, subject }) =>
      refers_to === asked.id &&
      project === asked.project &&
      origin === "acted" &&
      outcome === "done" &&
      subject?.id === asked.subject?.id,
  );
  const isVerdict = asked.action === "reproduce";
  return {
    asked,
    attempts: naming.filter(({ action }) => action === "take_reproduction").length,
    end: isVerdict ? asked : naming.find(({ action }) => action === "reproduce" || action === "withdraw_reproduction"),
  };
}

/** Can `event` stand in the list: a request that was acted, or a verdict that names none? */
export function isEntry(event: Envelope | undefined): event is Envelope {
  return (
    event !== undefined &&
    event.outcome === "done" &&
    event.subject?.type === "prediction" &&
    (event.action === "request_reproduction"
      ? event.origin === "acted"
      : event.action === "reproduce" && event.refers_to === undefined)
  );
}
