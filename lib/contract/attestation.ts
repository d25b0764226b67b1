import { z } from "zod";
import { FACTS_OF, type Facts } from "@/graph-schema/artifacts";
import { ArtifactId, ArtifactTypeName } from "@/graph-schema/names";
import { told } from "@/graph-schema/told";
import { Digest, Metrics, WireInstant } from "@/graph-schema/values";
import { DsseEnvelope, payloadOf, STATEMENT_TYPE } from "@/lib/tlog/dsse";
import { parseStrictJson } from "./json";
import { Claim } from "./policy";

const { claim: _, result } = FACTS_OF.attestation.shape;
const Result = result.unwrap();
type Result = z.infer<typeof Result>;

/** in-toto Statement v1 (in-toto/attestation, spec/v1/statement.md): what is said about which bytes. */
const Statement = z.looseObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z
    .array(
      z.looseObject({
        name: z.string().max(600).optional(),
        digest: z
          .looseObject({ sha256: z.string() })
          .refine(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256), "must have a SHA-256 digest in hex"),
      }),
    )
    .length(1, "must be one subject: an attestation is about one artifact"),
  predicateType: z.string().max(500),
  predicate: z.record(z.string(), z.json()),
});

/** The type of our own predicates: `urn:pedigree:attestation:fairness:v1`. */
export function predicateType(claim: Claim): string {
  return `urn:pedigree:attestation:${claim.replaceAll("_", "-")}:v1`;
}

/**
 * Our own predicate, for what no standard one says: how it came out, by which numbers and on which report. Who attests is
 * the signer; what is attested of is the statement's subject; when is the record's time. So an attestation has six fields:
 * subject, claim, result, metrics, report, who and when.
 */
const OwnPredicate = z.strictObject({
  result: Result,
  metrics: Metrics.optional(),
  report: z.strictObject({ sha256: Digest }).optional(),
  evaluatedAt: WireInstant.optional(),
});

/** in-toto test-result v0.1: PASSED, WARNED or FAILED. */
const TestResult = z.looseObject({ result: z.enum(["PASSED", "WARNED", "FAILED"]) });
/** SLSA verification summary v1. */
const Summary = z.looseObject({ verificationResult: z.enum(["PASSED", "FAILED"]) });

interface Said {
  readonly claim: Claim;
  readonly result: Result;
  readonly metrics?: z.infer<typeof Metrics> | undefined;
  readonly report?: Digest | undefined;
}

const RESULTS = { PASSED: "passed", WARNED: "warned", FAILED: "failed" } as const;

function own(claim: Claim) {
  return OwnPredicate.transform(({ report, ...rest }): Said => ({ claim, ...rest, report: report?.sha256 }));
}

/** What the predicates say that are known here, by their types. */
const PREDICATES = new Map<string, z.ZodType<Said>>([
  [
    "https://in-toto.io/attestation/test-result/v0.1",
    TestResult.transform((said): Said => ({ claim: "tests", result: RESULTS[said.result] })),
  ],
  [
    "https://slsa.dev/provenance/v1",
    z.looseObject({}).transform((): Said => ({ claim: "provenance", result: "passed" })),
  ],
  [
    "https://slsa.dev/verification_summary/v1",
    Summary.transform(({ verificationResult }): Said => ({ claim: "provenance", result: RESULTS[verificationResult] })),
  ],
  ...Claim.options.map((claim) => [predicateType(claim), own(claim)] as const),
]);

/** The types of the predicates that are understood. */
export const PREDICATE_TYPES = [...PREDICATES.keys()];

/** An artifact as a statement names it: `model_version/churn:v2`. */
const Name = z.string().transform((text, context) => {
  const [type, ...id] = text.split("/");
  const ref = z.object({ type: ArtifactTypeName, id: ArtifactId }).safeParse({ type, id: id.join("/") });
  if (!ref.success) {
    context.addIssue({ code: "custom", message: "must name an artifact as TYPE/ID, like model_version/churn:v2" });
    return z.NEVER;
  }
  return ref.data;
});

/** A statement, understood: about which artifact with which digest, and the facts of the attestation that it makes. */
export interface Attesting {
  readonly about: z.infer<typeof Name>;
  readonly digest: Digest;
  readonly report: Digest | undefined;
  readonly facts: Facts;
}

type Wrong = { readonly path: (string | number)[]; readonly message: string };

/** What `statement` says, or what is wrong with it. Pure: whoever has its bytes comes to the same facts. */
export function understand(statement: unknown): Attesting | readonly Wrong[] {
  const wrong = (error: z.ZodError, ...at: string[]) =>
    error.issues.map(({ path, message }) => ({
      path: [...at, ...path.map((step) => (typeof step === "symbol" ? "" : step))],
      message,
    }));
  const parsed = Statement.safeParse(statement);
  if (!parsed.success) {
    return wrong(parsed.error);
  }
  const { subject, predicateType: type, predicate } = parsed.data;
  const known = PREDICATES.get(type);
  if (!known) {
    return [{ path: ["predicateType"], message: `must be one of ${PREDICATE_TYPES.join(", ")}` }];
  }
  const said = known.safeParse(predicate);
  if (!said.success) {
    return wrong(said.error, "predicate");
  }
  const [first] = subject;
  const about = Name.safeParse(first?.name ?? "");
  if (!first || !about.success) {
    return [{ path: ["subject", 0, "name"], message: about.error?.issues[0]?.message ?? "is missing" }];
  }
  const digest = Digest.parse(first.digest.sha256);
  const { claim, result: came, metrics, report } = said.data;
  return {
    about: about.data,
    digest,
    report,
    facts: { claim, result: came, predicate_type: type, subject_sha256: digest, ...(metrics ? { metrics } : {}) },
  };
}

/** The statement in an envelope; undefined when it is none. */
export function statementIn(envelope: DsseEnvelope): unknown {
  try {
    const parsed = parseStrictJson(new TextDecoder("utf-8", { fatal: true }).decode(payloadOf(envelope)));
    return envelope.payloadType === STATEMENT_TYPE && parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

/** A statement that its author signed with their own registered key (DSSE v1). */
const SignedStatement = DsseEnvelope.extend({
  payloadType: z.literal(STATEMENT_TYPE),
  signatures: DsseEnvelope.shape.signatures.refine(
    ({ length }) => length === 1,
    told("signatures_not_one", "must be one signature: an attestation has one author"),
  ),
}).transform((envelope, context): { envelope: DsseEnvelope; attesting: Attesting } => {
  const attesting = understand(statementIn(envelope));
  if (!Array.isArray(attesting)) {
    return { envelope, attesting: attesting as Attesting };
  }
  for (const { path, message } of attesting) {
    context.addIssue({ code: "custom", path: ["payload", ...path], message });
  }
  return z.NEVER;
});

/** An attestation that somebody states in the page, without a key of their own: the recorder signs that they did. */
const AttestBody = z.strictObject({
  subject: z.strictObject({ type: ArtifactTypeName, id: ArtifactId }),
  claim: Claim,
  result: Result,
  metrics: Metrics.optional(),
  report: Digest.optional().describe("SHA-256 of a recorded report that it rests on"),
});

/** POST …/attestations */
export const AttestationBody = z.union([SignedStatement, AttestBody]);
export type AttestationBody = z.infer<typeof AttestationBody>;
