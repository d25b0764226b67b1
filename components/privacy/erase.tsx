"use client";

import { type FormEvent, useState } from "react";
import { Reasons } from "@/components/reason/reasons";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { ProblemView } from "@/components/ui/problem";
import { saveBytes } from "@/components/ui/save";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { ERASURE_BASES, type ErasureBasis } from "@/graph-schema/privacy";
import { useErase, useErasurePlan, useSubjectReport } from "@/lib/client/privacy";
import type { ErasurePlanReply } from "@/lib/contract/privacy";
import { subjectCsv } from "@/lib/contract/privacy-csv";
import { PrivacyAct } from "./act";
import { Plan } from "./plan";

const GROUNDS: Readonly<Record<ErasureBasis, string>> = {
  no_longer_needed: "The data is no longer needed",
  consent_withdrawn: "Consent was withdrawn",
  objection: "The person objects",
  unlawful: "It was processed unlawfully",
  legal_duty: "A law wants it erased",
};

interface EraseProps {
  person: string;
  plan: ErasurePlanReply;
  onClose: () => void;
  onErased: () => void;
}

function EraseDialog({ person, plan, onClose, onErased }: EraseProps) {
  const erase = useErase(person);
  const [basis, setBasis] = useState<ErasureBasis>("no_longer_needed");
  return (
    <PrivacyAct
      act={["privacy", "subjects", person, "erasure"]}
      confirm="Erase this person"
      done="The erasure has begun"
      meaning="I have this person erased. It cannot be undone."
      onClose={onClose}
      send={(why, { onSuccess }) =>
        erase.mutate(
          { basis, ...why },
          {
            onSuccess() {
              onSuccess();
              onErased();
            },
          },
        )
      }
      sending={erase}
      title={`Erase ${person}`}
    >
      <Plan plan={plan} />
      <Select
        choices={ERASURE_BASES.map((id) => ({ id, name: GROUNDS[id] }))}
        label="Ground (Art. 17(1) GDPR)"
        onChange={(id) => setBasis(ERASURE_BASES.find((each) => each === id) ?? basis)}
        value={basis}
      />
    </PrivacyAct>
  );
}

/** The report to hand over, as a file; making it is recorded. */
function Report({ person }: { person: string }) {
  const report = useSubjectReport();
  function save(kind: "json" | "csv") {
    report.mutate(person, {
      onSuccess(reply) {
        const text = kind === "csv" ? subjectCsv(reply) : JSON.stringify(reply, null, 2);
        saveBytes(new Blob([text]), `data-subject-report.${kind}`);
      },
    });
  }
  return (
    <>
      <Button isDisabled={report.isPending} onPress={() => save("json")}>
        Report as JSON
      </Button>
      <Button isDisabled={report.isPending} onPress={() => save("csv")}>
        Report as CSV
      </Button>
      {report.error ? <ProblemView error={report.error} /> : null}
    </>
  );
}

function Found({ person, onErased }: { person: string; onErased: () => void }) {
  const plan = useErasurePlan(person);
  const [isAsking, setAsking] = useState(false);
  if (plan.error) {
    return <ProblemView error={plan.error} />;
  }
  if (!plan.data) {
    return <p className="text-ink-soft">Looking …</p>;
  }
  const { accounts, pseudonyms, reasons } = plan.data;
  const names = accounts.map(({ displayName, username, account }) => displayName ?? username ?? account);
  return (
    <div className="flex flex-col gap-3">
      <p className="font-medium break-all">{names.join(", ") || pseudonyms.join(", ")}</p>
      <Plan plan={plan.data} />
      {reasons.length > 0 ? (
        <div className="rounded-md border border-warn p-3" role="status">
          <p className="font-medium">Not now</p>
          <Reasons reasons={reasons} />
        </div>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Report person={person} />
        <Button look="danger" onPress={() => setAsking(true)}>
          Erase …
        </Button>
      </div>
      {isAsking ? (
        <EraseDialog onClose={() => setAsking(false)} onErased={onErased} person={person} plan={plan.data} />
      ) : null}
    </div>
  );
}

/** Finds a person, says what is kept of them, hands it over, and has it erased. */
export function Subjects() {
  const [text, setText] = useState("");
  const [person, setPerson] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    setPerson(text.trim());
  }
  return (
    <Section title="A person">
      <form className="mb-3 flex flex-wrap items-end gap-2" onSubmit={submit}>
        <TextField className="w-72" label="User name or pseudonym" onChange={setText} value={text} />
        <Button type="submit">Show what is kept</Button>
      </form>
      {person === "" ? null : <Found key={person} onErased={() => setPerson("")} person={person} />}
    </Section>
  );
}
