"use client";

import { useState } from "react";
import { Person } from "@/components/person/person";
import { useProject } from "@/components/shell/project";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Section } from "@/components/ui/section";
import { SimpleTable } from "@/components/ui/simple-table";
import { State } from "@/components/ui/state";
import { usePrivacy, useRetain, useRetentionPlan } from "@/lib/client/privacy";
import { useConfinement, useMay, useSession } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";
import type { PrivacyReply } from "@/lib/contract/privacy";
import { PrivacyAct } from "./act";
import { Subjects } from "./erase";
import { Holds } from "./holds";

const SAID = {
  requested: { state: "pending", word: "begun" },
  taken: { state: "pending", word: "copies are being removed" },
  done: { state: "ended", word: "erased" },
} as const;

function Erasures({ erasures }: Pick<PrivacyReply, "erasures">) {
  return (
    <Section title="Erasures">
      {erasures.length === 0 ? (
        <p className="text-ink-soft">Nobody was erased.</p>
      ) : (
        <SimpleTable
          cells={({ people, at, by, state, eventId }) => [
            <span className="flex flex-wrap gap-2" key="people">
              {people.map((who) => (
                <Person key={who.account} who={who} />
              ))}
            </span>,
            <Moment iso={at} key="at" />,
            <Person key="by" who={by} />,
            <State key="state" name={SAID[state].state}>
              {SAID[state].word}
            </State>,
            <Link className="link" href={`/audit/${eventId}`} key="record">
              record
            </Link>,
          ]}
          head={["Whom", "Asked for", "By", "State", "Record"]}
          keyOf={({ eventId }) => eventId}
          label="Erasures"
          rows={erasures}
        />
      )}
    </Section>
  );
}

function Retain({ onClose }: { onClose: () => void }) {
  const retain = useRetain();
  return (
    <PrivacyAct
      act={["privacy", "retention"]}
      confirm="Take it now"
      done="What was due is gone"
      meaning="I have what is due by its window taken out of the record."
      onClose={onClose}
      send={(why, then) => retain.mutate(why, then)}
      sending={retain}
      title="Take what is due"
    >
      <p>Events and their proofs stay; the parts that are due go for good. What is held stays.</p>
    </PrivacyAct>
  );
}

/** `isWhole`: does the reader see the whole installation? What is due is counted over all of it. */
function Windows({ windows, isWhole }: Pick<PrivacyReply, "windows"> & { isWhole: boolean }) {
  const plan = useRetentionPlan(isWhole);
  const mayRetain = useMay("privacy:retain");
  const [isAsking, setAsking] = useState(false);
  const due = new Map(plan.data?.due.map((each) => [each.class, each.parts]));
  const isAnyDue = [...due.values()].some((parts) => parts > 0);
  const take = mayRetain && isAnyDue ? <Button onPress={() => setAsking(true)}>Take what is due …</Button> : null;
  return (
    <Section aside={take} title="How long what is kept stays">
      <SimpleTable
        cells={(each) => [
          each.class,
          counted(each.days, "day"),
          counted(each.least, "day"),
          ...(isWhole ? [(due.get(each.class) ?? 0).toLocaleString("en")] : []),
        ]}
        head={["Class", "Stays for", "At least", ...(isWhole ? ["Parts due now"] : [])]}
        keyOf={(each) => each.class}
        label="Retention windows"
        rows={windows}
      />
      <p className="mt-2 text-xs text-ink-soft">
        Events themselves never go.
        {plan.data && plan.data.held > 0
          ? ` ${counted(plan.data.held, "part is due and stays", "parts are due and stay")} because of a hold.`
          : ""}
      </p>
      {isAsking ? <Retain onClose={() => setAsking(false)} /> : null}
    </Section>
  );
}

/** How much waits in quarantine, until when, and the way there. */
function InQuarantine() {
  const quarantine = useSession().data?.quarantine;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 text-ink-soft">
      {quarantine?.firstGoes ? (
        <span>
          {quarantine.waiting === 1
            ? "1 request waits; it"
            : `${counted(quarantine.waiting, "request")} wait; the first`}{" "}
          goes by itself on <Moment iso={quarantine.firstGoes} />
        </span>
      ) : null}
      <Link className="link" href="/privacy/quarantine">
        Events in quarantine
      </Link>
    </p>
  );
}

/** What is kept of persons: whom it is of, what is held, who was erased, and for how long it stays. */
export function PrivacyPage() {
  const confinedTo = useConfinement("privacy:read", useProject());
  const privacy = usePrivacy(confinedTo);
  const isWhole = confinedTo === undefined;
  return (
    <div className="relative min-h-0 grow overflow-y-auto">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 pt-3">
        <h1 className="text-lg font-semibold">Privacy</h1>
        <InQuarantine />
      </div>
      {isWhole ? (
        <Subjects />
      ) : (
        <p className="max-w-[90ch] px-4 pt-2 text-ink-soft">
          What is of the project {confinedTo}. Persons are of no project: reports about them and their erasure are for
          officers of the whole installation.
        </p>
      )}
      {privacy.error ? <ProblemView error={privacy.error} onRetry={privacy.refetch} /> : null}
      {privacy.data ? (
        <>
          <Holds holds={privacy.data.holds} holdsGone={privacy.data.holdsGone} />
          {isWhole ? <Erasures erasures={privacy.data.erasures} /> : null}
          <Windows isWhole={isWhole} windows={privacy.data.windows} />
        </>
      ) : null}
    </div>
  );
}
