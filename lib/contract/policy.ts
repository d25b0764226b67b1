import { z } from "zod";
import { FACTS_OF } from "@/graph-schema/artifacts";
import { Reason } from "@/graph-schema/envelope";
import { Decimal, FactText, WireInstant } from "@/graph-schema/values";
import { Role } from "./identity";
import { AsOf, Origin, Who } from "./reply";

const Text = FactText.min(1);
/** A name in which `*` stands for any number of characters. */
const Pattern = Text.max(200);
const Patterns = z.array(Pattern).min(1).max(100);
const Days = z.int().min(1).max(3_650);

export const Claim = FACTS_OF.attestation.shape.claim.unwrap();
export type Claim = z.infer<typeof Claim>;

/** What may be observed about a model or its data that should make people look; the words of `observe` events. */
export const WarningKind = z.enum(["drift", "data_validation", "performance", "fairness"]);
export type WarningKind = z.infer<typeof WarningKind>;

/** A bound on one metric of an attestation. Values are compared as decimals. */
export const Threshold = z
  .strictObject({
    metric: Text.max(200),
    atLeast: Decimal.optional(),
    atMost: Decimal.optional(),
    worseThanLiveByAtMost: Decimal.optional().describe("compared with the version that is live; met where none is"),
    better: z.enum(["higher", "lower"]).default("higher").describe("which way the metric is better"),
    perGroup: z
      .boolean()
      .default(false)
      .describe("bounds every metric called `<metric>@<group>`, of which there must be two at least"),
    groups: z
      .array(Text.max(100))
      .min(2)
      .max(100)
      .optional()
      .describe("which groups there must be; those of the evaluation before, and of the live version, when left out"),
  })
  .refine(
    ({ atLeast, atMost, worseThanLiveByAtMost }) =>
      [atLeast, atMost, worseThanLiveByAtMost].some((bound) => bound !== undefined),
    "needs atLeast, atMost or worseThanLiveByAtMost",
  );
export type Threshold = z.infer<typeof Threshold>;

/** An attestation without which the gate stays shut. The latest one of its claim counts. */
export const RequiredAttestation = z.strictObject({
  claim: Claim,
  results: z
    .array(z.enum(["passed", "warned"]))
    .min(1)
    .default(["passed"]),
  maxAgeDays: Days.optional().describe("since it was recorded"),
  signers: z
    .array(Text)
    .min(1)
    .max(50)
    .optional()
    .describe("pseudonyms of the accounts whose attestation counts; any account that may attest when left out"),
  by: z
    .array(z.enum(["service", "user"]))
    .min(1)
    .default(["service"])
    .describe("whether services' attestations count, or those that people state by hand, too"),
  ownKey: z.boolean().default(false).describe("must be signed by the attester's own registered key"),
  withReport: z.boolean().default(false).describe("must be evidenced by a recorded report"),
  thresholds: z.array(Threshold).max(50).default([]),
});
export type RequiredAttestation = z.infer<typeof RequiredAttestation>;

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day like 18:30");

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** When nothing is promoted: once, or every week. */
export const Freeze = z.union([
  z
    .strictObject({ from: WireInstant, until: WireInstant, why: Text })
    .refine(({ from, until }) => from < until, "must end after it begins"),
  z.strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1).max(7).describe("on which it begins"),
    from: Clock,
    until: Clock.describe("on the next day where it is not after `from`"),
    zone: z.string().max(100).refine(isZone, "must be an IANA time zone like Europe/Rome"),
    why: Text,
  }),
]);
export type Freeze = z.infer<typeof Freeze>;

/** What one kind of transition needs. */
export const PolicyRule = z.strictObject({
  name: Text.max(100),
  appliesTo: z
    .strictObject({
      models: Patterns.default(["*"]),
      tags: z.record(Text.max(100), Pattern).default({}).describe("tags that the model must have, with these values"),
      from: Patterns.default(["*"]),
      to: Patterns.default(["*"]),
    })
    .prefault({}),
  approvals: z
    .strictObject({
      people: z.int().min(0).max(20).default(2).describe("how many distinct people must approve"),
      roles: z
        .partialRecord(Role, z.int().min(1).max(20))
        .default({})
        .describe("how many of them must have held a role when they approved"),
      requesterExcluded: z.boolean().default(true),
      automated: z.boolean().default(false).describe("a service's approval counts for one, and is called automated"),
    })
    .prefault({}),
  attestations: z.array(RequiredAttestation).max(20).default([]),
  warnings: z
    .strictObject({
      kinds: z.array(WarningKind).min(1),
      people: z.int().min(1).max(20).default(1).describe("how many must approve by hand after the warning"),
    })
    .optional()
    .describe("what forces approval by hand, whatever else may be automated"),
  freezes: z.array(Freeze).max(100).default([]),
  override: z
    .strictObject({
      roles: z.array(Role).min(1),
      people: z.int().min(2).max(10).default(2),
      hours: z.int().min(1).max(168).default(24).describe("for how long it holds"),
    })
    .optional()
    .describe("who may set the rule aside in an emergency; nobody when left out"),
  requestDays: Days.optional().describe("for how long a request stands"),
});
export type PolicyRule = z.infer<typeof PolicyRule>;

/** A policy as people write it: the first rule that fits a transition decides; where none fits, nothing is promoted. */
export const PolicyDocument = z.strictObject({
  v: z.literal(1),
  name: Text.max(100),
  summary: Text.optional(),
  rules: z.array(PolicyRule).min(1).max(50),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;

/** One policy that was published in a project. */
const PolicyRow = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string().nullable(),
  inForce: z.boolean(),
  publications: z
    .array(z.object({ by: Who, at: z.string(), recordedAt: z.string(), eventId: z.string() }))
    .describe("newest first; none for the default policy, which holds where nothing was published"),
});
export const PoliciesReply = z.object({
  policies: z.array(PolicyRow),
  gaps: z.array(Reason).describe("why nothing can be decided: what is gone of the policy in force"),
  total: z.int(),
  truncated: z.boolean(),
  asOf: AsOf,
});
export type PoliciesReply = z.infer<typeof PoliciesReply>;
export const PolicyReply = z.object({ policy: PolicyRow, document: PolicyDocument, asOf: AsOf });
export type PolicyReply = z.infer<typeof PolicyReply>;

/** POST …/policies/rehearsal — what a policy would have said to the promotions that were. */
export const RehearsePolicyBody = z.strictObject({
  policy: PolicyDocument,
  since: WireInstant.optional().describe("a year back when left out"),
});
export const RehearsalReply = z.object({
  since: z.string(),
  promotions: z.array(
    z.object({
      eventId: z.string(),
      modelVersion: z.string(),
      request: z.string().nullable(),
      fromStage: z.string(),
      toStage: z.string(),
      at: z.string(),
      recordedAt: z.string(),
      origin: Origin,
      rule: z.string().nullable().describe("the rule that would have decided"),
      refused: z.boolean(),
      reasons: z.array(Reason),
    }),
  ),
  total: z.int(),
  refused: z.int().describe("of those that are shown"),
  truncated: z.boolean(),
  asOf: AsOf,
});
export type RehearsalReply = z.infer<typeof RehearsalReply>;
