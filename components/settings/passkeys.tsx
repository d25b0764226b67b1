"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { SimpleTable } from "@/components/ui/simple-table";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { usePasskeys } from "@/lib/client/own-passkeys";
import { usePasskeysWork } from "@/lib/client/passkeys";
import { useSession } from "@/lib/client/session";
import type { PasskeyRow } from "@/lib/contract/passkeys";
import { RegisterPasskey } from "./register-passkey";
import { RemovePasskey } from "./remove-passkey";

const HEAD = ["Passkey", "Registered", "Last used", "Where it is", "Act"];

function whereIs({ isSynced, isSyncable }: PasskeyRow): string {
  if (isSynced) {
    return "synced to your other devices";
  }
  return isSyncable ? "this device, can be synced" : "one device alone";
}

function PasskeyTable({ rows, onRemove }: { rows: readonly PasskeyRow[]; onRemove: (passkey: PasskeyRow) => void }) {
  return (
    <SimpleTable
      cells={(passkey) => [
        <span className="block max-w-72 truncate font-medium" key="name" title={passkey.name}>
          {passkey.name}
        </span>,
        <Moment iso={passkey.registeredAt} key="registered" quiet />,
        passkey.lastUsedAt ? <Moment iso={passkey.lastUsedAt} key="used" quiet /> : "never",
        whereIs(passkey),
        <Button
          aria-label={`Remove the passkey ${passkey.name}`}
          key="remove"
          onPress={() => onRemove(passkey)}
          size="small"
        >
          Remove
        </Button>,
      ]}
      head={HEAD}
      keyOf={({ id }) => id}
      label="Your passkeys"
      rows={rows}
    />
  );
}

/** One's passkeys: what they are for, and the acts by which they come and go. */
export function Passkeys() {
  const passkeys = usePasskeys();
  const session = useSession().data;
  const doWork = usePasskeysWork();
  const [removing, setRemoving] = useState<PasskeyRow | null>(null);
  const { data } = passkeys;
  const signsOnly = session?.signsAt && !session.signsWith.includes("password");
  return (
    <section aria-labelledby="passkeys" className="mt-8">
      <div className="mb-1 flex items-center justify-between gap-4">
        <h2 className="text-base font-semibold" id="passkeys">
          Your passkeys
        </h2>
        {doWork ? <RegisterPasskey /> : null}
      </div>
      <p className="mb-2 max-w-[75ch] text-ink-soft">
        {signsOnly
          ? `You sign decisions with a passkey instead of going to ${session.signsAt?.name} again. It does not sign you in.`
          : "You sign in and sign decisions with a passkey instead of your password. Nobody can make you type it into a page that is not ours."}
        {doWork ? "" : " Your browser offers none at this address."}
      </p>
      {passkeys.error ? <ProblemView error={passkeys.error} onRetry={() => passkeys.refetch()} /> : null}
      {passkeys.isPending ? (
        <Waiting canLeave={false} what="Reading your passkeys">
          <TableBars rows={1} />
        </Waiting>
      ) : null}
      {data && data.passkeys.length > 0 ? <PasskeyTable onRemove={setRemoving} rows={data.passkeys} /> : null}
      {removing ? <RemovePasskey onClose={() => setRemoving(null)} passkey={removing} /> : null}
    </section>
  );
}
