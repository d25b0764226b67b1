import { MAX_NESTING } from "@/lib/contract/json";

/** A request body that must be refused: what is sent, and the place that the answer must name. */
export interface Bad {
  readonly body: unknown;
  readonly names: RegExp;
}

type Event = Record<string, unknown>;

const timestamp = "2024-05-15T10:00:00Z";
const dataset = (id: string) => ({ type: "dataset", id });

/** A good event, but for `more`. The names in `known` are recorded before: DS:1, DS:2 derived from DS:1, R1, event e1. */
function event(n: number, more: Event = {}): Event {
  return { event_id: `bad-${n}`, action: "record", timestamp, subject: dataset(`DS:new-${n}`), ...more };
}

/** The event's text with `part` put in as a last member, as no serialiser would write it. */
function textWith(n: number, part: string, more: Event = {}): string {
  return `${JSON.stringify(event(n, more)).slice(0, -1)},${part}}`;
}

function pick<T>(n: number, ...values: readonly T[]): T {
  const value = values[n % values.length];
  if (value === undefined) {
    throw new Error("nothing to pick from");
  }
  return value;
}

const CYPHER = [
  "x'}) DETACH DELETE n //",
  'x"}) MATCH (n) SET n.hacked = true //',
  "`x`) CALL db.labels() YIELD label //",
  "{{7*7}} $project #{7*7}",
  "x' OR 1=1 UNION MATCH (n) RETURN n //",
  "\\u0027}) RETURN 1",
];

const metadata = (fact: Event): Event => ({ metadata: fact });
const declares = (fact: Event): Event => ({ declares: [{ ...dataset("DS:declared"), ...fact }] });
const related = (...refs: Event[]): Event => ({ related: refs });

/** Classes of bad events; each makes as many different ones as one likes. */
export const BAD_EVENTS: Readonly<Record<string, (n: number) => Bad>> = {
  "a required field is missing": (n) => {
    const name = pick(n, "event_id", "action", "timestamp", "subject");
    const { [name]: _, ...rest } = event(n);
    return { body: rest, names: new RegExp(`^/${name}$`) };
  },
  "a field has the wrong type": (n) => ({
    body: event(n, {
      [pick(n, "event_id", "action", "timestamp", "subject", "related")]: pick<unknown>(n, 17, true, null, ["x"], 3),
    }),
    names: /^\/(event_id|action|timestamp|subject|related)/,
  }),
  "the action is unknown": (n) => ({ body: event(n, { action: `destroy-${n}` }), names: /^\/action$/ }),
  "the action is not for producers": (n) => ({
    body: event(n, { action: pick(n, "view", "sign_in", "erase", "enrol", "create_project") }),
    names: /^\/action$/,
  }),
  "the time is none": (n) => ({
    body: event(n, { timestamp: pick(n, "yesterday", "2024-05-15T10:00:00", "2024-13-45T99:00:00Z", "", `${n}`) }),
    names: /^\/timestamp$/,
  }),
  "a field is unknown": (n) => ({ body: event(n, { [`extra${n}`]: n }), names: new RegExp(`^/extra${n}$`) }),
  "the subject's type is unknown": (n) => ({
    body: event(n, { subject: { type: pick(n, "spaceship", "", "__proto__", "Artifact", "DatasetVersion"), id: "x" } }),
    names: /^\/subject\/type$/,
  }),
  "an id is empty or too long": (n) => ({
    body: event(n, { subject: dataset(pick(n, "", "x".repeat(513 + n), "ä".repeat(300 + n))) }),
    names: /^\/subject\/id$/,
  }),
  "an id has characters that nobody sees": (n) => ({
    body: event(n, { subject: dataset(pick(n, "a\u0000b", "a\nb", " a", "a\t", "e\u0301tude", "a\u0085")) }),
    names: /^\/subject\/id$/,
  }),
  "an id has characters that have no width or turn the writing around": (n) => ({
    body: event(n, {
      subject: dataset(`DS:${n}${pick(n, "\u200b", "\u200d", "\u202e", "\u2060", "\u2066", "\ufeff", "\u061c")}x`),
    }),
    names: /^\/subject\/id$/,
  }),
  "an artifact is named like a person": (n) => ({
    body: event(n, { subject: dataset(`person${n}@example.org`) }),
    names: /^\/subject\/id$/,
  }),
  "a related artifact is not recorded": (n) => ({
    body: event(n, related(dataset("DS:1"), dataset(`DS:nowhere-${n}`))),
    names: /^\/related\/\d$/,
  }),
  "a relationship does not fit": (n) => ({
    body: event(n, related({ ...dataset("DS:1"), rel: pick(n, "SERVED", "DEPLOYED", "APPROVES", "VERSION_OF") })),
    names: /^\/related\/0$/,
  }),
  "a relationship is unknown": (n) => ({
    body: event(n, related({ ...dataset("DS:1"), rel: pick(n, "OWNS", "used", "", "ABOUT", `R${n}`) })),
    names: /^\/related\/0\/rel$/,
  }),
  "a relationship is ambiguous": (n) => ({
    body: event(n, { subject: { type: "report", id: `report-${n}` }, ...related({ type: "run", id: "R1" }) }),
    names: /^\/related\/0$/,
  }),
  "an artifact is related to itself": (n) => ({
    body: event(n, related({ ...dataset(`DS:new-${n}`), rel: "DERIVED_FROM" })),
    names: /^\/related\/0$/,
  }),
  "an artifact is declared twice": (n) => ({
    body: event(n, { declares: [dataset("DS:twice"), dataset("DS:other"), dataset("DS:twice")] }),
    names: /^\/declares\/2$/,
  }),
  "a fact has a wrong value": (n) => ({
    body: event(
      n,
      pick(
        n,
        declares({ row_count: -n - 1 }),
        declares({ row_count: n + 0.5 }),
        declares({ sha256: "abc" }),
        declares({ uri: "no uri" }),
      ),
    ),
    names: /^\/declares\/0\/(row_count|sha256|uri)$/,
  }),
  "a declared artifact says what its kind cannot": (n) => ({
    body: event(n, declares({ [`colour${n}`]: "red" })),
    names: /^\/declares\/0/,
  }),
  "a metric is no number": (n) => ({
    body: event(n, {
      action: "finish",
      subject: { type: "run", id: "R1" },
      ...metadata({ metrics: { auc: pick<unknown>(n, "high", true, null, { v: 1 }, [0.9], "0x10", "NaN") } }),
    }),
    names: /^\/metadata\/metrics\/auc/,
  }),
  "a number is beyond what numbers hold": (n) => ({
    body: textWith(n, `"metadata":{"row_count":${pick(n, "1e400", "9007199254740993", "-1e999", "1e-400", "1e20")}}`),
    names: /^\/metadata\/row_count$/,
  }),
  "it is nested too deep": (n) => {
    const levels = MAX_NESTING + n * 200;
    return {
      body: textWith(n, `"metadata":{"x":${"[".repeat(levels)}${"]".repeat(levels)}}`),
      names: /^\/metadata\/x/,
    };
  },
  "a key has a meaning to JavaScript": (n) => ({
    body: textWith(n, `"metadata":{"${pick(n, "__proto__", "constructor", "prototype")}":{"isAdmin":true}}`),
    names: /^\/metadata\/(__proto__|constructor|prototype)$/,
  }),
  "a metric is named like a key that has": (n) => ({
    body: `{"event_id":"bad-${n}","action":"finish","timestamp":"${timestamp}","subject":{"type":"run","id":"R1"},"metadata":{"metrics":{"${pick(n, "__proto__", "constructor", "prototype")}":1}}}`,
    names: /^\/metadata\/metrics\//,
  }),
  "a key is given twice": (n) => ({
    body: textWith(n, `"${pick(n, "event_id", "action", "subject")}":"again"`),
    names: /^\/(event_id|action|subject)$/,
  }),
  "it is not JSON": (n) => ({
    body: JSON.stringify(event(n)).slice(0, -1 - (n % 40)) + pick(n, "", ",", "}}", "'", "]"),
    names: /^/,
  }),
  "text is broken Unicode": (n) => ({
    body: textWith(n, `"metadata":{"note":"${pick(n, "\\ud800", "\\udfff x", "x\\ud83d")}"}`),
    names: /^\/metadata\/note$/,
  }),
  "Cypher in an id that is not recorded": (n) => ({
    body: event(n, related(dataset(`${pick(n, ...CYPHER)} ${n}`))),
    names: /^\/related\/0$/,
  }),
  "Cypher as a relationship or a type": (n) => ({
    body: event(n, related({ type: pick(n, "dataset", "dataset`) DELETE n //"), id: "DS:1", rel: pick(n, ...CYPHER) })),
    names: /^\/related\/0\//,
  }),
  "the metadata is too large": (n) => ({
    body: event(n, metadata({ note: "x".repeat(270_000 + (n % 10) ** 2 * 120_000) })),
    names: /^\/metadata$/,
  }),
  "there are too many facts": (n) => ({
    body: event(n, {
      declares: Array.from({ length: 60 + n }, (_, index) => ({
        ...dataset(`DS:${n}-${index}`),
        format: "x".repeat(1_990),
      })),
    }),
    names: /^$/,
  }),
  "there are too many related artifacts": (n) => ({
    body: event(n, related(...Array.from({ length: 1_001 + n }, () => dataset("DS:1")))),
    names: /^\/related$/,
  }),
  "the event_id is taken": (n) => ({
    body: event(n, { event_id: "e1", metadata: { note: `${n}` } }),
    names: /^\/event_id$/,
  }),
  "a recorded artifact is told anew, otherwise": (n) => ({
    body: event(n, { subject: dataset("DS:1"), ...metadata({ row_count: 100 + n }) }),
    names: /^\/metadata\/row_count$/,
  }),
  "a digest does not fit": (n) => ({
    body: event(n, { integrity: { event_sha256: `${n}`.padStart(64, "0") } }),
    names: /^\/integrity\/event_sha256$/,
  }),
  "another project is meant": (n) => ({ body: event(n, { project: `elsewhere-${n}` }), names: /^\/project$/ }),
  "it would be its own ancestor": (n) => ({
    body: event(n, { subject: dataset("DS:1"), ...related({ ...dataset("DS:2"), rel: "DERIVED_FROM" }) }),
    names: /^\/related\/0$/,
  }),
  "one of a batch is bad": (n) => {
    const good = Array.from({ length: n % 9 }, (_, index) => event(n, { event_id: `batch-${n}-${index}` }));
    return { body: [...good, event(n, { subject: "DS:1" })], names: new RegExp(`^/${n % 9}/subject$`) };
  },
  "an id is used twice in a batch": (n) => ({ body: [event(n), event(n)], names: /^\/1\/event_id$/ }),
  "it is no event at all": (n) => ({
    body: pick<unknown>(n, [], {}, 17, "text", null, [[]], [17], true),
    names: /^/,
  }),
};

/** What is recorded before the bad events arrive. */
export function goodEvents(): Event[] {
  return [
    event(0, { event_id: "e1", subject: dataset("DS:1"), metadata: { row_count: 5 } }),
    event(0, { event_id: "e2", subject: dataset("DS:2"), related: [{ ...dataset("DS:1"), rel: "DERIVED_FROM" }] }),
    event(0, { event_id: "e3", action: "start", subject: { type: "run", id: "R1" }, related: [dataset("DS:1")] }),
  ];
}
