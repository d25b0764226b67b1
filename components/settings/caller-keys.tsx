"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { SimpleTable } from "@/components/ui/simple-table";
import { State } from "@/components/ui/state";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { useCallerKeys } from "@/lib/client/caller-keys";
import type { CallerKeyRow } from "@/lib/contract/caller-keys";
import { RegisterKey } from "./register-key";
import { RevokeKey } from "./revoke-key";

const HEAD = ["Key", "Account", "Registered", "Last used", "State", "Act"];

function Standing({ endedAt, endedBy, signedOnly }: CallerKeyRow) {
  if (endedAt) {
    return (
      <span className="inline-flex items-center gap-2">
        <State name="ended">{endedBy === "rotation" ? "replaced" : "revoked"}</State> <Moment iso={endedAt} quiet />
      </span>
    );
  }
  return <State name="acted">{signedOnly ? "signs; unsigned events are refused" : "signs"}</State>;
}

function KeyTable({ keys, onRevoke }: { keys: readonly CallerKeyRow[]; onRevoke: (key: CallerKeyRow) => void }) {
  return (
    <SimpleTable
      cells={(key) => [
        <Copyable key="id" most={24} text={key.id} what="id of the key" />,
        <span className="font-mono text-xs" key="account">
          {key.account}
        </span>,
        <Moment iso={key.registeredAt} key="registered" quiet />,
        key.lastUsedAt ? <Moment iso={key.lastUsedAt} key="used" quiet /> : "never",
        <Standing {...key} key="state" />,
        key.endedAt ? null : (
          <Button
            aria-label={`Revoke the key ${key.id} of ${key.account}`}
            key="revoke"
            onPress={() => onRevoke(key)}
            size="small"
          >
            Revoke
          </Button>
        ),
      ]}
      head={HEAD}
      keyOf={({ id }) => id}
      label="Keys of callers"
      rows={keys}
    />
  );
}

/** The keys with which callers sign what they send: one's own, or all of them for those who manage keys. */
export function CallerKeys() {
  const keys = useCallerKeys();
  const [revoking, setRevoking] = useState<CallerKeyRow | null>(null);
  const { data } = keys;
  return (
    <section aria-labelledby="caller-keys" className="mt-8">
      <div className="mb-1 flex items-center justify-between gap-4">
        <h2 className="text-base font-semibold" id="caller-keys">
          Keys that sign events
        </h2>
        <RegisterKey />
      </div>
      {keys.error ? <ProblemView error={keys.error} onRetry={() => keys.refetch()} /> : null}
      {keys.isPending ? (
        <Waiting canLeave={false} what="Reading the keys">
          <TableBars rows={2} />
        </Waiting>
      ) : null}
      {data && data.keys.length === 0 ? (
        <p className="text-ink-soft">
          No key is registered. Who signs events can show later, without this installation, that it was them.
        </p>
      ) : null}
      {data && data.keys.length > 0 ? <KeyTable keys={data.keys} onRevoke={setRevoking} /> : null}
      {data?.truncated ? (
        <p className="mt-1 text-xs text-ink-soft">
          {data.keys.length} of {data.total} keys are shown.
        </p>
      ) : null}
      {revoking ? <RevokeKey callerKey={revoking} onClose={() => setRevoking(null)} /> : null}
    </section>
  );
}
