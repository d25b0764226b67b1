import type { Digest } from "@/graph-schema/values";
import { PolicyDocument, type PolicyRule } from "@/lib/contract/policy";
import { canonicalJson, sha256 } from "@/lib/hash";

/** The rule of a project that never published one: the lesson's Project 2. */
export const DEFAULT_POLICY: PolicyDocument = PolicyDocument.parse({
  v: 1,
  name: "Default",
  summary: "Two distinct people other than the requester approve, and the latest test attestation passed.",
  rules: [{ name: "Every promotion", attestations: [{ claim: "tests" }] }],
});

/** The text by which a policy is stored and addressed (RFC 8785), and its digest. */
export function policyText(document: PolicyDocument): { readonly text: string; readonly digest: Digest } {
  const text = canonicalJson(document);
  return { text, digest: sha256(text) };
}

/** How a published policy is called in the graph. */
export function policyId(digest: Digest): string {
  return `policy:${digest.slice("sha256:".length)}`;
}

/** Where a model version is to be moved. */
export interface Transition {
  readonly model: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** As whoever asks says. */
  readonly fromStage: string;
  /** To which it was promoted last, by an act; null where it never was. Rules go by this one. */
  readonly provenStage: string | null;
  readonly toStage: string;
}

/** Does `text` match `pattern`, in which `*` is any number of characters? In time linear in their lengths' product. */
export function matches(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) {
    return first === text;
  }
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) {
    return false;
  }
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > text.length - last.length) {
      return false;
    }
    from = found + part.length;
  }
  return true;
}

function fits({ appliesTo }: PolicyRule, { model, tags, provenStage, toStage }: Transition): boolean {
  const one = (patterns: readonly string[], text: string) => patterns.some((pattern) => matches(pattern, text));
  return (
    one(appliesTo.models, model ?? "") &&
    // What is not known does not choose an easier rule: it fits, and has to be shown.
    (provenStage === null || one(appliesTo.from, provenStage)) &&
    one(appliesTo.to, toStage) &&
    Object.entries(appliesTo.tags).every(([name, pattern]) => {
      const value = Object.hasOwn(tags, name) ? tags[name] : undefined;
      return value !== undefined && matches(pattern, value);
    })
  );
}

/** Does the rule hold for certain stages only, of which it is not shown that the version reached one? */
export function isStageUnshown({ appliesTo }: PolicyRule, provenStage: string | null): boolean {
  return provenStage === null && !appliesTo.from.includes("*");
}

/** The rule that decides: the first that fits the transition; undefined where none does. */
export function ruleFor(document: PolicyDocument, transition: Transition): PolicyRule | undefined {
  return document.rules.find((rule) => fits(rule, transition));
}
