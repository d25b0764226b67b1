"use client";

import { useState } from "react";
import { Person } from "@/components/person/person";
import { auditEventHref } from "@/components/shell/address";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Bar, Waiting } from "@/components/ui/waiting";
import { useTreatment } from "@/lib/client/personal";
import { useMay } from "@/lib/client/session";
import type { PrivacyReply } from "@/lib/contract/personal";
import { ENCRYPTED_WORDS, PERMANENT_WORDS } from "./personal-words";
import { SetPrivacy } from "./set-privacy";

type Setting = PrivacyReply["project"];

function Said({ setting: { permanent, encrypted, decided } }: { setting: Setting }) {
  return (
    <>
      <p>
        For ever, in facts: <b>{PERMANENT_WORDS[permanent]}</b>. Encrypted, in the rest of the metadata:{" "}
        <b>{ENCRYPTED_WORDS[encrypted]}</b>.
      </p>
      <p className="text-xs text-ink-soft">
        {decided ? (
          <>
            decided by <Person who={decided.by} /> on <Moment iso={decided.recordedAt} /> (
            <Link className="link" href={auditEventHref(decided.eventId)}>
              record
            </Link>
            )
          </>
        ) : (
          "holds where nobody decided"
        )}
      </p>
    </>
  );
}

/** What becomes of personal data in the events of a project, and of which services otherwise; those who may, decide here. */
export function PersonalData({ project }: { project: string }) {
  const { data, error, refetch } = useTreatment(project);
  const mayDecide = useMay("policy:publish");
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-labelledby="personal-data" className="border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold" id="personal-data">
          Personal data in events
        </h2>
        {mayDecide && data ? (
          <Button onPress={() => setOpen(true)} size="small">
            Decide otherwise
          </Button>
        ) : null}
      </div>
      <p className="mb-2 max-w-prose text-ink-soft">
        Each event is searched when it comes: addresses, phone and card numbers, identity numbers, secrets and their
        like. In an id they are refused always.{" "}
        {mayDecide ? (
          <Link className="link" href="/privacy/quarantine">
            Events in quarantine
          </Link>
        ) : null}
      </p>
      {error ? <ProblemView error={error} onRetry={() => refetch()} /> : null}
      {data ? (
        <ul className="flex flex-col gap-2">
          <li>
            <Said setting={data.project} />
          </li>
          {data.services.map((each) => (
            <li key={each.who.account}>
              <p>
                <Person who={each.who} />, otherwise than the project:
              </p>
              <Said setting={each} />
            </li>
          ))}
        </ul>
      ) : null}
      {data || error ? null : (
        <Waiting what="Reading what was decided">
          <Bar className="h-10 w-full" />
        </Waiting>
      )}
      {isOpen && data ? <SetPrivacy now={data.project} onClose={() => setOpen(false)} project={project} /> : null}
    </section>
  );
}
