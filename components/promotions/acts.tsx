"use client";

import { Reasons } from "@/components/reason/reasons";
import { useMay } from "@/lib/client/session";
import type { PromotionReply } from "@/lib/contract/promotion";
import { Deploy, Promote } from "./carry-out";
import { Approve, Reject } from "./decide";
import { Override } from "./set-aside";
import { Remark, Withdraw } from "./speak";

export interface ActsProps {
  project: string;
  reply: PromotionReply;
}

/** What the reader may do about a request, by their roles and its state. Refusals come from the server with reasons. */
export function PromotionActs(props: ActsProps) {
  const mayDecide = useMay("promotion:approve");
  const mayPromote = useMay("promotion:promote");
  const mayDeploy = useMay("deployment:deploy");
  const mayOverride = useMay("promotion:override");
  const mayRequest = useMay("promotion:request");
  const mayComment = useMay("promotion:comment");
  const { reply } = props;
  const { state } = reply.promotion;
  const isUndecided = state === "open" || state === "approved";
  const mayVerdict = mayDecide && isUndecided;
  return (
    <div className="flex flex-wrap items-start gap-2">
      {mayVerdict ? (
        <>
          <Approve {...props} />
          <Reject {...props} />
        </>
      ) : null}
      {mayPromote && isUndecided ? <Promote {...props} /> : null}
      {mayDeploy && state === "promoted" ? <Deploy {...props} /> : null}
      {mayOverride && state === "open" ? <Override {...props} /> : null}
      {mayRequest && isUndecided && reply.youMayNotWithdraw.length === 0 ? <Withdraw {...props} /> : null}
      {mayComment ? <Remark {...props} /> : null}
      {mayVerdict && reply.youMayNotApprove.length > 0 ? (
        <div className="pl-1">
          <p className="label">You may not approve it yourself</p>
          <Reasons reasons={reply.youMayNotApprove} />
        </div>
      ) : null}
    </div>
  );
}
