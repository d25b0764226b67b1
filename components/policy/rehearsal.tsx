"use client";

import { Reasons } from "@/components/reason/reasons";
import { Refusal } from "@/components/reason/refusal";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { OriginState } from "@/components/ui/state";
import { useRehearsal } from "@/lib/client/policies";
import type { PolicyDocument, RehearsalReply } from "@/lib/contract/policy";

/** What the policy would have said to last year's promotions, when somebody asks. */
export function Rehearsal({ project, policy }: { project: string; policy: PolicyDocument }) {
  const rehearsal = useRehearsal(project);
  return (
    <div className="flex flex-col gap-2">
      <div>
        <Button isDisabled={rehearsal.isPending} onPress={() => rehearsal.mutate(policy)}>
          {rehearsal.isPending ? "Trying it …" : "Which of last year’s promotions would it have refused?"}
        </Button>
      </div>
      {rehearsal.error ? <Refusal error={rehearsal.error} /> : null}
      {rehearsal.data ? <Told reply={rehearsal.data} /> : null}
    </div>
  );
}

function Told({ reply }: { reply: RehearsalReply }) {
  const refused = reply.promotions.filter((each) => each.refused);
  return (
    <div className="flex flex-col gap-2" role="status">
      <p>
        {reply.promotions.length === 0
          ? "Nothing was promoted in that time."
          : `${reply.refused} of ${reply.promotions.length} promotions would have been refused${reply.truncated ? ` (the newest of ${reply.total})` : ""}.`}
      </p>
      <ol className="flex max-h-72 flex-col gap-2 overflow-y-auto">
        {refused.map((each) => (
          <li className="border-l-2 border-line-strong pl-2" key={each.eventId}>
            <p className="flex flex-wrap items-center gap-x-2">
              <b className="font-mono">{each.modelVersion}</b> {each.fromStage} → {each.toStage}
              <Moment iso={each.at} quiet /> <OriginState origin={each.origin} />
            </p>
            <Reasons reasons={each.reasons} />
          </li>
        ))}
      </ol>
    </div>
  );
}
