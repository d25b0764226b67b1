import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Pseudonym } from "@/graph-schema/envelope";
import { Digest, instant } from "@/graph-schema/values";
import type { ArtifactSummary } from "@/lib/contract/reply";
import { ranked } from "./candidates";
import { type ScoredVersion, scoresOf } from "./scores";

const NOW = instant(Date.parse("2026-06-01T12:00:00Z"));
const SHA = Digest.parse(`sha256:${"a".repeat(64)}`);

function artifact(type: ArtifactSummary["type"], id: string, facts: ArtifactSummary["facts"]): ArtifactSummary {
  return { type, id, facts, origin: "acted", stamp: 1, recordedAt: NOW, eventId: `event of ${id}` };
}

const FAIR = {
  id: "att:1",
  claim: "fairness",
  stamp: 4,
  validDays: null,
  result: "passed",
  recordedAt: NOW,
  eventSha256: SHA,
  by: Pseudonym.parse(`p1:${"x".repeat(43)}`),
  byType: "service",
  ownKey: "none",
  report: SHA,
  metrics: {},
} as const;
const GOOD: ScoredVersion = {
  version: artifact("model_version", "m:v1", { sha256: SHA }),
  datasets: [artifact("dataset_version", "DS:1", { sha256: SHA })],
  commits: [artifact("commit", "C1", { sha: "abc1234" })],
  environments: [artifact("environment", "env:1", { lockfile_sha256: SHA })],
  attached: [
    { type: "model_version", id: "m:v1" },
    { type: "dataset_version", id: "DS:1" },
  ],
  doubts: [],
  promotions: [{ request: { type: "promotion_request", id: "pr:1" }, approvals: 2, overridden: false }],
  attested: { attestations: [FAIR], before: [], onlyAsserted: [], live: null, now: NOW },
  wanted: [],
  openFindings: 0,
};

function states(scored: ScoredVersion): string {
  return scoresOf(scored)
    .filter(({ state }) => state !== "met")
    .map(({ check, state, reasons }) => `${check} ${state}: ${reasons.map(({ code }) => code).join(" ")}`)
    .join("; ");
}

const UNSEARCHED = "privacy unknown: personal_data_not_searched";

describe("a scorecard", () => {
  test("answers what is recorded, and takes nothing that is not for a good answer", () => {
    expect(states(GOOD)).toBe(UNSEARCHED);
    const bare = { ...GOOD, datasets: [], commits: [], environments: [], attached: [], promotions: [] };
    expect(states({ ...bare, attested: { ...GOOD.attested, attestations: [] } })).toBe(
      [
        "data unknown: data_not_recorded",
        "code unknown: code_not_recorded",
        "artifacts unknown: bytes_not_attached",
        "environment unknown: environment_not_recorded",
        "approvals unmet: never_promoted_here",
        "fairness unmet: attestation_missing",
        UNSEARCHED,
      ].join("; "),
    );
  });

  test("takes personal data for searched by an attestation that passed on a report, and by nothing less", () => {
    const withPrivacy = (more: object) => ({
      ...GOOD,
      attested: {
        ...GOOD.attested,
        attestations: [FAIR, { ...FAIR, id: "att:2", claim: "privacy" as const, ...more }],
      },
    });
    expect(states(withPrivacy({}))).toBe("");
    expect(states(withPrivacy({ report: null }))).toBe("privacy unmet: attestation_without_report");
    expect(states(withPrivacy({ result: "failed" }))).toBe("privacy unmet: attestation_not_passed");
  });

  test("says each thing that is wrong at its own question", () => {
    const wrong: [Partial<ScoredVersion>, string][] = [
      [{ datasets: [artifact("dataset_version", "DS:1", {})] }, "data unmet: digest_not_recorded"],
      [{ environments: [artifact("environment", "env:1", {})] }, "environment unmet: environment_not_locked"],
      [{ doubts: [{ type: "dataset_version", id: "DS:1", finding: "f" }] }, "artifacts unmet: rests_on_doubtful_bytes"],
      [
        { promotions: [{ request: { type: "promotion_request", id: "pr:1" }, approvals: 0, overridden: true }] },
        "approvals unmet: nobody_approved was_overridden",
      ],
      [
        { attested: { ...GOOD.attested, attestations: [{ ...FAIR, report: null }] } },
        "fairness unmet: attestation_without_report",
      ],
    ];
    for (const [change, told] of wrong) {
      expect(states({ ...GOOD, ...change })).toBe(`${told}; ${UNSEARCHED}`);
    }
    expect(states({ ...GOOD, openFindings: 2 })).toBe(`${UNSEARCHED}; log unmet: findings_open`);
  });
});

test("the versions that one may go back to come first, and of these the one of which most is known and good", () => {
  const state = fc.constantFrom("met" as const, "unmet" as const, "unknown" as const);
  const candidate = fc.record({
    refused: fc.boolean(),
    states: fc.array(state, { minLength: 3, maxLength: 3 }),
    day: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 6 }), (given) => {
      const all = given.map(({ refused, states: told, day }, index) => ({
        modelVersion: `m:v${index}`,
        deployment: `D${index}`,
        recordedAt: `2026-01-0${day}`,
        reasons: refused ? [{ code: "is_retired", params: {} }] : [],
        scores: told.map((each) => ({ check: "data" as const, state: each, reasons: [], evidence: [] })),
      }));
      const order = ranked(all).map(({ reasons, scores }) => [
        reasons.length,
        -scores.filter((each) => each.state === "met").length + scores.filter((each) => each.state === "unmet").length,
      ]);
      expect(order).toEqual([...order].sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d));
      expect(ranked(all)).toHaveLength(all.length);
    }),
  );
});
