"use client";

import { Person } from "@/components/person/person";
import { Refusal } from "@/components/reason/refusal";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Moment } from "@/components/ui/moment";
import { Fact, Facts } from "@/components/ui/section";
import { NotRecorded } from "@/components/ui/state";
import { tell } from "@/components/ui/toast";
import { useConfirmAccess, useTakeAway } from "@/lib/client/access";
import { useMay, useSession } from "@/lib/client/session";
import type { AccessRow } from "@/lib/contract/access";
import { heldText, placeText } from "./columns";

interface RowDialogProps {
  row: AccessRow;
  /** All that the page shows: what else the same account holds is among it. */
  rows: readonly AccessRow[];
  onClose: () => void;
}

/** One right: what is known of it, and what may be done about it. */
export function RowDialog({ row, rows, onClose }: RowDialogProps) {
  return (
    <Dialog isOpen onOpenChange={onClose} title={`${row.who.name ?? "An account"}: ${heldText(row)}`}>
      <div className="flex flex-col gap-4">
        <Facts>
          <Fact name="in">{placeText(row)}</Fact>
          <Fact name="given by">
            {row.givenBy ? <Person who={row.givenBy} /> : <NotRecorded what="who gave it" />}
            {row.since ? (
              <>
                {" "}
                <Moment iso={row.since} />
              </>
            ) : null}
          </Fact>
          <Fact name="until">{row.until ? <Moment iso={row.until} /> : "somebody takes it away"}</Fact>
          <Fact name="last act or look there">{row.lastActAt ? <Moment iso={row.lastActAt} /> : "nothing yet"}</Fact>
          <Fact name="confirmed">
            {row.confirmedAt && row.confirmedBy ? (
              <>
                <Moment iso={row.confirmedAt} /> by <Person who={row.confirmedBy} />
              </>
            ) : (
              "never"
            )}
          </Fact>
        </Facts>
        <Acts onClose={onClose} row={row} rows={rows} />
      </div>
    </Dialog>
  );
}

function Acts({ row, rows, onClose }: RowDialogProps) {
  const own = useSession().data?.user?.account === row.who.account;
  const mayTake = useMay(row.token === null ? "account:manage" : "token:manage") && !own;
  const mayConfirm = useMay("access:review") && row.role !== null && !own;
  const confirm = useConfirmAccess();
  const take = useTakeAway();
  const isBusy = confirm.isPending || take.isPending;
  const others = rows.flatMap((each) =>
    each.who.account === row.who.account && each.project === null && each.role !== null && each.role !== row.role
      ? [each.role]
      : [],
  );
  function done(title: string) {
    tell({ tone: "done", title, detail: "It is on record under your name." });
    onClose();
  }
  function confirmIt() {
    const { role, project } = row;
    if (role !== null) {
      confirm.mutate(
        { username: row.who.username ?? "", role, project },
        { onSuccess: () => done("Confirmed that it is needed") },
      );
    }
  }
  return (
    <>
      {mayTake ? (
        <p className="text-ink-soft">
          What is taken away is refused from the next request on. What was done with it stays recorded.
        </p>
      ) : null}
      {own ? <p className="text-ink-soft">This is your own: somebody else looks at it.</p> : null}
      {confirm.error ? <Refusal error={confirm.error} /> : null}
      {take.error ? <Refusal error={take.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button onPress={onClose}>Leave it</Button>
        {mayConfirm ? (
          <Button isDisabled={isBusy} onPress={confirmIt}>
            It is still needed
          </Button>
        ) : null}
        {mayTake ? (
          <Button
            isDisabled={isBusy}
            look="danger"
            onPress={() => take.mutate({ row, others }, { onSuccess: () => done("Taken away") })}
          >
            Take it away
          </Button>
        ) : null}
      </div>
    </>
  );
}
