"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { z } from "zod";
import { ArtifactLink } from "@/components/artifact/artifact-link";
import { FactList } from "@/components/artifact/fact-list";
import { EventLine } from "@/components/audit/event-line";
import { decisiveFact } from "@/components/kind/decisive-fact";
import { Person } from "@/components/person/person";
import { exploreHref, policyHref, usePart } from "@/components/shell/address";
import { AsOfLine } from "@/components/shell/as-of";
import { BothTimes } from "@/components/ui/both-times";
import { Link } from "@/components/ui/link";
import { ProblemView } from "@/components/ui/problem";
import { Section } from "@/components/ui/section";
import { NotRecorded, OriginState } from "@/components/ui/state";
import { Bar, Waiting } from "@/components/ui/waiting";
import type { Reason } from "@/graph-schema/envelope";
import { ArtifactTypeName } from "@/graph-schema/names";
import { usePromotion } from "@/lib/client/promotions";
import { useMay } from "@/lib/client/session";
import type { PromotionReply } from "@/lib/contract/promotion";
import { PromotionActs } from "./acts";
import { Attest } from "./attest";
import { CarriedOut } from "./carried-out";
import { GateChecks } from "./gate-checks";
import { PromotionState } from "./promotion-state";
import { Remarks } from "./remarks";
import { Verdicts } from "./verdicts";

/** One promotion request: the question, the gate, the evidence beside it, and what was decided. */
export function PromotionPage() {
  const project = usePart("project");
  const id = usePart("id");
  const { data, error, refetch } = usePromotion(project, id);
  if (error) {
    return <ProblemView error={error} isPage onRetry={() => refetch()} />;
  }
  if (!data) {
    return (
      <Waiting what="Reading the promotion request">
        <div className="flex flex-col gap-4 p-4">
          <Bar className="h-7 w-2/3" />
          <Bar className="h-24 w-full" />
          <Bar className="h-40 w-full" />
        </div>
      </Waiting>
    );
  }
  return <Request project={project} reply={data} />;
}

function Request({ project, reply }: { project: string; reply: PromotionReply }) {
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <AsOfLine asOf={reply.asOf} />
      <Question project={project} reply={reply} />
      <div className="grid max-w-6xl lg:grid-cols-2">
        <div className="lg:border-r lg:border-line">
          <Section title="Evidence: the model version">
            <p className="flex flex-wrap items-center gap-2">
              <ArtifactLink artifact={reply.modelVersion} project={project} />
              <OriginState origin={reply.modelVersion.origin} />
            </p>
            <div className="mt-2">
              <FactList facts={reply.modelVersion.facts} />
            </div>
          </Section>
          <Section aside={<Attest project={project} version={reply.modelVersion.id} />} title="Evidence: attestations">
            <Attestations project={project} reply={reply} />
          </Section>
        </div>
        <div>
          <Verdicts reply={reply} />
          <Remarks reply={reply} />
          <Section title="History, newest first">
            <ol className="flex flex-col gap-2.5">
              {reply.history.map((event) => (
                <EventLine
                  beside={{ type: "promotion_request", id: reply.promotion.id }}
                  event={event}
                  key={event.id}
                />
              ))}
            </ol>
          </Section>
        </div>
      </div>
    </div>
  );
}

function Question({ project, reply }: { project: string; reply: PromotionReply }) {
  const { promotion } = reply;
  return (
    <header className="border-b border-line px-4 pt-3 pb-4">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft">
        Promotion request{" "}
        <Link
          className="link font-mono text-xs break-all"
          href={exploreHref(project, { type: "promotion_request", id: promotion.id })}
        >
          {promotion.id}
        </Link>
        <PromotionState name={promotion.state} />
      </p>
      <h1 className="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-xl leading-8 tracking-tight">
        <Person who={promotion.requestedBy} /> asked to promote
        <b className="font-semibold">{promotion.modelVersion}</b> from {promotion.fromStage} to {promotion.toStage}.
      </h1>
      <p className="text-ink-soft">
        <BothTimes at={promotion.requestedAt} recordedAt={promotion.recordedAt} relative />
      </p>
      <Gate project={project} reply={reply} />
      <PromotionActs project={project} reply={reply} />
    </header>
  );
}

const Doubted = z.object({ type: ArtifactTypeName, id: z.string(), finding: z.string() });

/** Leads from a shut gate to the artifacts whose bytes are in doubt, and to the findings that say so. */
function Doubts({ project, reasons }: { project: string; reasons: readonly Reason[] }) {
  const doubted = reasons.flatMap(({ code, params }) => {
    const about = code === "rests_on_doubtful_bytes" ? Doubted.safeParse(params).data : undefined;
    return about ? [about] : [];
  });
  return doubted.map(({ finding, ...artifact }) => (
    <p className="flex flex-wrap items-center gap-x-2 pl-6 text-xs" key={`${finding} ${artifact.id}`}>
      <ArtifactLink artifact={artifact} project={project} />
      <Link href={exploreHref(project, { type: "finding", id: finding })}>its finding</Link>
      <Link href="/log">alerts and resolution</Link>
    </p>
  ));
}

function GateNow({ gate }: { gate: PromotionReply["gate"] }) {
  const mayPromote = useMay("promotion:promote");
  return gate.open ? (
    <>
      <p className="flex items-center gap-2 font-medium text-ok">
        <CircleCheck aria-hidden="true" size={16} /> The gate is open.
      </p>
      <p className="text-ink-soft">
        Nothing is promoted yet. Next: {mayPromote ? "you, another operator" : "an operator"} or a service that may,
        promotes it.
      </p>
    </>
  ) : (
    <p className="flex items-center gap-2 font-medium text-warn">
      <CircleX aria-hidden="true" size={16} /> The gate is shut.
    </p>
  );
}

function Gate({ project, reply }: { project: string; reply: PromotionReply }) {
  const { state } = reply.promotion;
  return (
    <div className="my-3 flex max-w-3xl flex-col gap-1.5">
      {state === "promoted" ? (
        <CarriedOut reply={reply} />
      ) : (
        <>
          <GateNow gate={reply.gate} />
          <GateChecks checks={reply.gate.checks} />
          <Doubts project={project} reasons={reply.gate.reasons} />
        </>
      )}
      <p className="text-xs text-ink-soft">
        Policy{" "}
        <Link className="link" href={policyHref(project, reply.policy.id)}>
          {reply.policy.name}
        </Link>
        {reply.policy.rule ? `, rule “${reply.policy.rule.name}”` : ", which has no rule for this transition"}
      </p>
    </div>
  );
}

function Attestations({ project, reply }: { project: string; reply: PromotionReply }) {
  if (reply.attestations.length === 0) {
    return <NotRecorded what="attestations of this version" />;
  }
  return (
    <ul className="flex flex-col gap-1.5">
      {reply.attestationsTotal > reply.attestations.length ? (
        <li className="text-xs text-ink-faint">
          the newest {reply.attestations.length} of {reply.attestationsTotal}
        </li>
      ) : null}
      {reply.attestations.map((attestation) => (
        <li className="flex flex-wrap items-center gap-2" key={attestation.id}>
          <ArtifactLink artifact={attestation} project={project} />
          <span className="text-ink-soft">{decisiveFact(attestation)}</span>
          <OriginState origin={attestation.origin} />
        </li>
      ))}
    </ul>
  );
}
