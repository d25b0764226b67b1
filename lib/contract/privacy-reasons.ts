import { amount } from "./amount";
import { name, type Say } from "./sentence";

/** Why somebody may not be erased, or something not be held, and what was found of it. */
export const PRIVACY: Readonly<Record<string, Say>> = {
  person_erased: () => "What was kept of the actor that the event names was erased, and nothing more is kept of them.",
  already_erased: () => "The erasure was asked for already.",
  person_held: () => "A legal hold is on the person: release it first.",
  project_held: (p) => `A legal hold is on the project ${p.project}, in which something of theirs lies.`,
  artifact_held: (p) => `A legal hold is on the ${name(p.type)} ${p.id}, about which something of theirs lies.`,
  hold_missing: (p) =>
    `${p.count} thing(s) were held or released last by an event that is gone from the database: nothing is taken away until that is cleared up.`,
  retention_running: (p) =>
    `${p.parts} part(s) of the class ${p.class} must be kept by law until ${String(p.until).slice(0, 10)}.`,
  held_already: () => "A legal hold is on it already.",
  not_held: () => "No legal hold is on it.",
  quarantined_otherwise: (p) =>
    `Another event waits in quarantine under this event_id (${p.act}). Use a new event_id, or wait until somebody has decided about it.`,
  quarantine_too_large: (p) =>
    `Something personal is in it, and at most ${amount(p.most)} bytes are set aside together; these are ${amount(p.bytes)}. Send smaller batches.`,
  quarantine_settled: () => "It is no longer in quarantine: somebody decided about it, or nobody did in time.",
  quarantine_damaged: () =>
    "What the database has of it is not what was set aside. Nothing of it is recorded. Tell an operator.",
  signed_event_not_redacted: () =>
    "Its sender signed it, so nothing can be taken out of it. Release it as it was sent, or discard it.",
  quarantine_held: () => "A legal hold is on it, by its project or by a person whom it names: release that first.",
  nothing_due: () => "Nothing is due to go.",
};
