"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { type FormEvent, useState } from "react";
import { KindIcon } from "@/components/kind/kind-icon";
import { Scorecard } from "@/components/scorecard/scorecard";
import { exploreHref, usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { instantOfLocal, localOfInstant } from "@/components/ui/local-time";
import { inViewersZone } from "@/components/ui/moment-text";
import { ProblemView } from "@/components/ui/problem";
import { OriginState, State } from "@/components/ui/state";
import { TimeField } from "@/components/ui/time-field";
import { Bar, Waiting } from "@/components/ui/waiting";
import { useLive } from "@/lib/client/models";
import type { LiveReply } from "@/lib/contract/promotion";
import { ModelActs } from "../promotions/model-acts";
import { assertedSentence, liveSentence, rollbackOf } from "./answer";
import { Evidence } from "./evidence";
import { LiveHistory } from "./live-history";

/** What of one model is live, or was at some time, and on what that rests. */
export function ModelPage() {
  const project = usePart("project");
  const model = usePart("model");
  const [{ at, target }, setWhen] = useQueryStates(
    { at: parseAsString, target: parseAsString.withDefault("production") },
    { history: "push" },
  );
  const { data, error, refetch } = useLive(project, model, at ?? "", target);
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <div className="flex flex-wrap items-start justify-between gap-4 px-4 pt-3">
        <h1 className="flex items-center gap-2 pt-5 text-lg max-sm:pt-0 font-semibold">
          <KindIcon size={18} type="model" />
          <bdi>{model}</bdi>
          <Link className="link text-xs font-normal" href={exploreHref(project, { type: "model", id: model })}>
            Explore its lineage
          </Link>
        </h1>
        <When at={at} key={`${at} ${target}`} onChange={setWhen} target={target} />
      </div>
      {error ? <ProblemView error={error} onRetry={() => refetch()} /> : null}
      {data ? <Answer at={at} project={project} reply={data} /> : null}
      {!data && !error ? (
        <Waiting what={`Reading what is live of ${model}`}>
          <div className="flex flex-col gap-4 p-4">
            <Bar className="h-7 w-3/4" />
            <Bar className="h-4 w-40" />
            <Bar className="h-48 w-full" />
          </div>
        </Waiting>
      ) : null}
    </div>
  );
}

interface WhenProps {
  at: string | null;
  target: string;
  onChange: (when: { at: string | null; target: string | null }) => void;
}

/** Of which time, and of which target, the page is to speak. */
function When({ at, target, onChange }: WhenProps) {
  const [time, setTime] = useState(localOfInstant(at));
  const [place, setPlace] = useState(target);
  function submit(event: FormEvent) {
    event.preventDefault();
    onChange({ at: instantOfLocal(time), target: place.trim() || null });
  }
  return (
    <form aria-label="Time and target" className="flex flex-wrap items-start gap-2" onSubmit={submit}>
      <TextField className="w-32" label="Target" onChange={setPlace} value={place} />
      <TimeField className="w-48" label="State at" onChange={setTime} value={time} />
      <Button className="mt-5" type="submit">
        Show
      </Button>
      {at ? (
        <Button className="mt-5" onPress={() => onChange({ at: null, target })}>
          Back to now
        </Button>
      ) : null}
    </form>
  );
}

/** In the headline itself: it must not be read without what is only asserted. */
function Asserted({ reply: { asserted, live } }: { reply: LiveReply }) {
  if (asserted) {
    return (
      <State name="asserted">
        Asserted, not verified: {asserted.modelVersion} as {asserted.deployment} since {inViewersZone(asserted.since)}
      </State>
    );
  }
  return live?.deployment.origin === "asserted" ? <OriginState origin="asserted" /> : null;
}

function Answer({ project, reply, at }: { project: string; reply: LiveReply; at: string | null }) {
  const { live } = reply;
  const saidOtherwise = assertedSentence(reply);
  return (
    <>
      <AsOfLine asOf={reply.asOf} then={at} />
      <div className="max-w-5xl px-4 pt-4 pb-2">
        <p className="text-xl leading-8 tracking-tight" data-testid="answer">
          {liveSentence(reply, at === null)} <Asserted reply={reply} />
        </p>
        {saidOtherwise ? <p className="mt-2 text-ink-soft">{saidOtherwise}</p> : null}
        {live ? (
          <p className="mt-2 flex flex-wrap items-center gap-2 text-ink-soft">
            How we know: deployment <OriginState origin={live.deployment.origin} />
            {live.stage ? (
              <>
                stage {live.stage.name} <OriginState origin={live.stage.origin} />
              </>
            ) : null}
          </p>
        ) : null}
        {at === null ? <ModelActs project={project} reply={reply} /> : null}
      </div>
      {live ? <Evidence live={live} project={project} rollback={rollbackOf(reply)} /> : null}
      {live && at === null ? <Scorecard project={project} version={live.modelVersion.id} /> : null}
      <LiveHistory project={project} reply={reply} />
    </>
  );
}
