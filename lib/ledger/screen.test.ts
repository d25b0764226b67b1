import { describe, expect, test } from "vitest";
import { WireEvent } from "@/graph-schema/wire";
import { DEFAULT_TREATMENT, type Treatment } from "@/lib/contract/personal";
import { interpret } from "./interpret";
import { asReason } from "./plan";
import { inLog, screen } from "./screen";

const EMAIL = "ana.bauer@posteo.de";

function sent(more: Record<string, unknown>) {
  const raw = {
    event_id: "e1",
    action: "record",
    timestamp: "2026-11-24T09:00:00Z",
    subject: { type: "dataset", id: "DS:1" },
    ...more,
  };
  return { raw, wire: WireEvent.parse(raw) };
}

function told(more: Record<string, unknown>, treatment: Treatment = DEFAULT_TREATMENT) {
  const { wire, personal, redacted } = screen(treatment, sent(more));
  return {
    wire,
    refused: personal.map(({ pointer, params }) => `${params.kind} ${pointer}`),
    redacted: redacted.map(({ pointer, kind, count }) => `${count} ${kind} ${pointer}`),
  };
}

describe("an event with something personal", () => {
  test("in an id or a role is refused, whatever was decided", () => {
    const loose = { permanent: "redact", encrypted: "keep" } as const;
    const names = {
      event_id: `import-${EMAIL}`,
      subject: { type: "dataset", id: `DS for ${EMAIL}` },
      related: [{ type: "run", id: "R1", role: `for ${EMAIL}` }],
      declares: [{ type: "run", id: "R1", related: [{ type: "commit", id: `C ${EMAIL}` }] }],
    };
    expect(told(names, loose).refused).toEqual([
      "email /event_id",
      "email /subject/id",
      "email /related/0/role",
      "email /declares/0/related/0/id",
    ]);
  });

  test("in a fact is refused, and elsewhere it is taken out, where nobody decided otherwise", () => {
    const { refused, redacted, wire } = told({
      metadata: { uri: `https://data.acme.io/${EMAIL}`, note: `ask ${EMAIL}`, rows: [{ email: EMAIL }] },
      declares: [{ type: "run", id: "R1", parameters: { owner: EMAIL } }],
    });
    expect(refused).toEqual(["email /metadata/uri", "email /declares/0/parameters/owner"]);
    expect(redacted).toEqual(["1 email /metadata/note", "1 email /metadata/rows/0/email"]);
    expect(JSON.stringify(wire.metadata.note)).not.toContain(EMAIL);
  });

  test("has it taken out of its facts, or kept in what is encrypted, where that was decided", () => {
    const metadata = { format: `csv of ${EMAIL}`, note: `ask ${EMAIL}` };
    const { refused, wire } = told({ metadata }, { permanent: "redact", encrypted: "keep" });
    expect(refused).toEqual([]);
    expect(wire.metadata).toEqual({ format: "csv of [redacted:email]", note: `ask ${EMAIL}` });
    expect(told({ metadata }, { permanent: "refuse", encrypted: "refuse" }).refused).toEqual([
      "email /metadata/format",
      "email /metadata/note",
    ]);
  });

  test("that its sender signed, or gave the digest of, is refused and not altered", () => {
    const metadata = { note: `ask ${EMAIL}` };
    expect(told({ metadata, integrity: { signature: "c2ln" } }).refused).toEqual(["email /metadata/note"]);
    const envelope = { payloadType: "x", payload: "", signatures: [] };
    const { personal, redacted } = screen(DEFAULT_TREATMENT, { ...sent({ metadata }), envelope });
    expect([personal.length, redacted.length]).toEqual([1, 0]);
  });

  test("keeps whom it claims as its actor, who is kept under a key of their own", () => {
    const { refused, redacted } = told({ actor: { type: "user", id: EMAIL } });
    expect([...refused, ...redacted]).toEqual([]);
  });
});

test("where it is to be set aside nothing is taken out, and refusing outranks that", () => {
  const each = sent({ metadata: { note: "ana.bauer@posteo.de", uri: "https://acme.io/?u=ana.bauer@posteo.de" } });
  const apart = screen({ permanent: "quarantine", encrypted: "quarantine" }, each);
  expect([apart.wire, apart.redacted, apart.personal]).toEqual([each.wire, [], []]);
  expect(apart.detected.map(({ pointer }) => pointer)).toEqual(["/metadata/uri", "/metadata/note"]);
  const both = screen({ permanent: "refuse", encrypted: "quarantine" }, each);
  expect(both.personal).toMatchObject([{ pointer: "/metadata/uri", code: "personal_data" }]);
});

test("an event with nothing personal is the very same afterwards", () => {
  const each = sent({ metadata: { sha256: "0".repeat(64), row_count: 1234567, note: "frozen on 2026-05-15" } });
  expect(screen(DEFAULT_TREATMENT, each)).toEqual({ wire: each.wire, redacted: [], personal: [], detected: [] });
});

test("an event that is too long to be recorded is not searched, but for the names that its refusal would record", () => {
  const metadata = { note: `ask ${EMAIL} `.repeat(20_000) };
  expect(told({ metadata, subject: { type: "dataset", id: `DS ${EMAIL}` } })).toMatchObject({
    refused: ["email /subject/id"],
    redacted: [],
  });
});

test("the log says where something was taken out by our own names alone, one row for what looks alike", () => {
  const redacted = [
    { pointer: "/metadata/rows/0/Ana Bauer", kind: "email", count: 1 },
    { pointer: "/metadata/rows/17/Ben", kind: "email", count: 2 },
    { pointer: "/declares/3/parameters/Ana", kind: "phone", count: 1 },
  ] as const;
  expect(inLog(redacted)).toEqual([
    { pointer: "/metadata/*/*/*", kind: "email", count: 3 },
    { pointer: "/declares/3/parameters/*", kind: "phone", count: 1 },
  ]);
});

test("a refused event's reasons hold no name that its sender made up", () => {
  const { wire, raw } = sent({
    declares: [{ type: "run", id: "R1", "Ana Bauer": 1, parameters: { "Ben Costa": [] } }],
  });
  const reasons = JSON.stringify(interpret(wire, raw).faults.map(asReason));
  expect(reasons).toContain("is not known here");
  expect(reasons).not.toMatch(/Ana|Ben/);
});
