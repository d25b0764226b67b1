"use client";

import { useState } from "react";
import { TextField } from "@/components/ui/field";
import { ActDialog } from "./act-dialog";
import type { ActsProps } from "./acts";

/** Takes the reader's own request back. */
export function Withdraw({ project, reply }: ActsProps) {
  const [reason, setReason] = useState("");
  const { promotion } = reply;
  return (
    <ActDialog
      act={{
        title: "Withdraw",
        confirm: "Withdraw the request",
        route: ["promotion-requests", promotion.id, "withdrawal"],
        consequence: "The request ends here for good. A new request is needed to try again.",
      }}
      body={reason.trim() ? { reason: reason.trim() } : null}
      project={project}
    >
      <TextField isRequired label="Reason" lines={3} onChange={setReason} value={reason} />
    </ActDialog>
  );
}

/** Says something to everybody who decides on the request. */
export function Remark({ project, reply }: ActsProps) {
  const [text, setText] = useState("");
  return (
    <ActDialog
      act={{
        title: "Comment",
        confirm: "Add the comment",
        route: ["promotion-requests", reply.promotion.id, "comments"],
        consequence: "Everybody who may see the request sees it. It decides nothing.",
      }}
      body={text.trim() ? { text: text.trim() } : null}
      onClose={() => setText("")}
      project={project}
    >
      <TextField
        description="Kept encrypted beside the log, so that it can be forgotten one day."
        isRequired
        label="Comment"
        lines={4}
        onChange={setText}
        value={text}
      />
    </ActDialog>
  );
}
