import { Reasons } from "@/components/reason/reasons";
import { AlertBox } from "@/components/ui/alert-box";
import { Copyable } from "@/components/ui/copyable";
import { State } from "@/components/ui/state";
import { declaredDigest } from "@/graph-schema/contents";
import type { Reason } from "@/graph-schema/envelope";
import { isSameAttachment, reasonsToRefuseAttachment, replacedBy } from "@/lib/contract/attachment";
import type { AttachBody, ContentReply } from "@/lib/contract/contents";
import type { ArtifactSummary } from "@/lib/contract/reply";

/** What the record says to bytes that are not attached yet. */
export type Judgement =
  | { readonly is: "attached already" }
  | { readonly is: "recorded" }
  | { readonly is: "new" }
  | { readonly is: "asserted otherwise"; readonly digest: string }
  | { readonly is: "other"; readonly reasons: readonly Reason[] };

/** Judges by the same rule as the server, before anything is sent. */
export function judge(artifact: ArtifactSummary, wanted: AttachBody, present: readonly ContentReply[]): Judgement {
  const earlier = present.map((each) => ({ ...each, uri: each.uri ?? undefined }));
  if (earlier.some((each) => isSameAttachment(each, wanted))) {
    return { is: "attached already" };
  }
  const reasons = reasonsToRefuseAttachment(artifact, wanted, earlier);
  if (reasons.length > 0) {
    return { is: "other", reasons };
  }
  const replaced = replacedBy(wanted, earlier);
  if (replaced) {
    return { is: "asserted otherwise", digest: replaced };
  }
  const isKnown = declaredDigest(artifact, wanted.role) ?? earlier.find(({ role }) => role === wanted.role)?.digest;
  return { is: isKnown === wanted.digest ? "recorded" : "new" };
}

interface JudgementViewProps {
  judgement: Judgement;
  role: string;
  /** "file" or "folder", or what else is spoken of. */
  what: string;
}

/** What the record says, in words. */
export function JudgementView({ judgement, role, what }: JudgementViewProps) {
  switch (judgement.is) {
    case "attached already":
      return (
        <p className="flex flex-wrap items-center gap-2" role="status">
          <State name="verified">attached already</State>
          There is nothing left to do: these bytes are attached as {role}.
        </p>
      );
    case "recorded":
      return (
        <p className="flex flex-wrap items-center gap-2" role="status">
          <State name="verified">what is recorded</State>
          The record names this digest as its {role}.
        </p>
      );
    case "new":
      return (
        <p className="flex flex-wrap items-center gap-2" role="status">
          <State name="open">no digest recorded</State>
          The record names no digest of this {role}.{" "}
          {role === "supplement" ? "" : "What is attached now is it, for good."}
        </p>
      );
    case "asserted otherwise":
      return (
        <p className="flex flex-wrap items-center gap-2" role="status">
          <State name="asserted">only asserted so far</State>
          An address is attached with the digest <Copyable most={20} text={judgement.digest} what="asserted digest" />,
          which nobody ever verified. What is sent now takes its place, for good; the assertion stays on record.
        </p>
      );
    case "other":
      return (
        <AlertBox className="flex flex-col gap-1.5 border-bad p-3">
          <p className="font-medium text-bad">This {what} is not what is recorded.</p>
          <Reasons reasons={judgement.reasons} />
        </AlertBox>
      );
  }
}
