import { ACTIONS } from "@/graph-schema/actions";
import { FACTS_OF } from "@/graph-schema/artifacts";
import { WireEvent } from "@/graph-schema/wire";
import { impersonalPointer } from "@/lib/contract/impersonal-pointer";
import type { Redacted, Treatment } from "@/lib/contract/personal";
import { EventsBody } from "@/lib/contract/record";
import { type Personal, personalIn, withoutPersonal } from "@/lib/personal/examine";
import { type Fault, liftedNames } from "./interpret";
import type { Sent } from "./prepare";

/** The code of a fault that says that something personal would be stored. */
export const PERSONAL_DATA = "personal_data";

const OURS = [EventsBody, ...Object.values(FACTS_OF), ...Object.values(ACTIONS).map(({ facts }) => facts)];

/** Where something stands in an event, as the log may say it for ever: what the sender called things is a star. */
export function placeInLog(pointer: string): string {
  return impersonalPointer(pointer, OURS);
}

/** A pointer below the metadata with a star for each number in it. */
function withoutNumbers(pointer: string): string {
  const below = "/metadata/";
  return pointer.startsWith(below)
    ? pointer.replace(/\/\d+(?=\/|$)/g, (step, at: number) => (at < below.length ? step : "/*"))
    : pointer;
}

/** What was taken out of an event, as its envelope says it: one row for what looks alike there. */
export function inLog(redacted: readonly Redacted[]): Redacted[] {
  const rows = new Map<string, Redacted>();
  for (const { pointer, kind, count } of redacted) {
    const place = withoutNumbers(placeInLog(pointer));
    const key = `${kind} ${place}`;
    rows.set(key, { pointer: place, kind, count: count + (rows.get(key)?.count ?? 0) });
  }
  return [...rows.values()];
}

/** An event without what may not be stored of it; and why it may not be stored at all, if so. */
interface Screened {
  readonly wire: WireEvent;
  readonly redacted: readonly Redacted[];
  /** Why it may not be stored. */
  readonly personal: readonly Fault[];
  /** Why it is set aside, until somebody decides. */
  readonly detected: readonly Personal[];
}

/** What becomes of personal data in an event: as was decided for its source, or by whoever releases it from quarantine. */
export type Screening = { readonly [Part in keyof Treatment]: Treatment[Part] | "keep" };

type Choice = Screening["encrypted"];
type Path = readonly (string | number)[];

/** Nothing as long as that is recorded, so only its names are looked at: they stand in the record of its refusal. */
const MOST_CHARACTERS = 400_000;

/** What its sender signed, or gave the digest of, can be refused but not altered. */
function isBound({ wire, envelope }: Sent): boolean {
  return (
    envelope !== undefined || wire.integrity?.event_sha256 !== undefined || wire.integrity?.signature !== undefined
  );
}

/** Every id and role, each with its place: they are names, so nothing can be taken out of them. */
function names({ event_id, subject, related, declares }: WireEvent): (readonly [Path, string])[] {
  type Related = WireEvent["related"];
  const of = (all: Related, path: Path) =>
    all.flatMap(({ id, role }, index) => [
      [[...path, index, "id"], id] as const,
      ...(role === undefined ? [] : [[[...path, index, "role"], role] as const]),
    ]);
  return [
    [["event_id"], event_id],
    [["subject", "id"], subject.id],
    ...of(related, ["related"]),
    ...declares.flatMap((each, index) => [
      [["declares", index, "id"], each.id] as const,
      ...of(each.related ?? [], ["declares", index, "related"]),
    ]),
  ];
}

/** What is personal, as faults. */
export function refused(found: readonly Personal[]): Fault[] {
  return found.map(({ pointer, kind, count }) => ({ pointer, code: PERSONAL_DATA, params: { kind, count } }));
}

/** One part of an event, by what was decided for its like. */
function part(choice: Choice, value: Record<string, unknown>, path: Path) {
  if (choice === "keep") {
    return { clean: value, redacted: [], personal: [], detected: [] };
  }
  const { clean, found } = withoutPersonal(value, path);
  if (choice === "redact") {
    return { clean, redacted: found, personal: [], detected: [] };
  }
  return choice === "quarantine"
    ? { clean: value, redacted: [], personal: [], detected: found }
    : { clean: value, redacted: [], personal: refused(found), detected: [] };
}

function picked(metadata: WireEvent["metadata"], isPicked: (name: string) => boolean) {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => isPicked(name)));
}

/**
 * Looks for personal data in an event before anything of it is stored. In an id it is refused; elsewhere it is refused, taken
 * out, or sets the event aside, as was decided for its source. Pure.
 */
export function screen(treatment: Screening, sent: Sent): Screened {
  const { wire } = sent;
  const inNames = refused(names(wire).flatMap(([path, id]) => personalIn(id, path)));
  if (JSON.stringify(wire).length > MOST_CHARACTERS) {
    return { wire, redacted: [], personal: inNames, detected: [] };
  }
  const bound = (choice: Choice) => (choice === "redact" && isBound(sent) ? "refuse" : choice);
  const lifted = liftedNames(wire);
  const facts = part(
    bound(treatment.permanent),
    picked(wire.metadata, (name) => lifted.has(name)),
    ["metadata"],
  );
  const rest = part(
    bound(treatment.encrypted),
    picked(wire.metadata, (name) => !lifted.has(name)),
    ["metadata"],
  );
  const declared = wire.declares.map(({ type, id, related, ...given }, index) => {
    const examined = part(bound(treatment.permanent), given, ["declares", index]);
    return { ...examined, entry: { type, id, ...(related ? { related } : {}), ...examined.clean } };
  });
  const parts = [facts, rest, ...declared];
  const redacted = parts.flatMap((each) => each.redacted);
  return {
    wire:
      redacted.length === 0
        ? wire
        : {
            ...wire,
            metadata: WireEvent.shape.metadata.parse({ ...facts.clean, ...rest.clean }),
            declares: declared.map(({ entry }) => entry),
          },
    redacted,
    personal: [...inNames, ...parts.flatMap((each) => each.personal)],
    detected: parts.flatMap((each) => each.detected),
  };
}

/** Why a signed statement that says something personal is not stored: it can be refused, but not altered. */
export function refusedStatement(treatment: Treatment, statement: unknown, pointer: string): Fault[] {
  return treatment.encrypted === "keep"
    ? []
    : refused(personalIn(statement)).map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }));
}
