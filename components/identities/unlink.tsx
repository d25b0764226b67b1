import { type FormEvent, useState } from "react";
import { ActFoot } from "@/components/reason/act-foot";
import { Dialog } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/field";
import { tell } from "@/components/ui/toast";
import { useUnlink } from "@/lib/client/identities";
import type { LinkedReply } from "@/lib/contract/sign-in";

interface UnlinkProps {
  linked: LinkedReply["linked"][number];
  onClose: () => void;
}

/** The question before a link ends; where it is the only way in, that has to be said. */
export function Unlink({ linked: { id, who, isOnlyWay }, onClose }: UnlinkProps) {
  const unlink = useUnlink(who.username ?? "", id);
  const [evenIfLast, setEvenIfLast] = useState(false);
  function submit(event: FormEvent) {
    event.preventDefault();
    unlink.mutate(
      { evenIfLast },
      {
        onSuccess() {
          tell({ tone: "done", title: "Unlinked", detail: "Their sessions are over. It is on record." });
          onClose();
        },
      },
    );
  }
  return (
    <Dialog isOpen onOpenChange={onClose} role="alertdialog" title={`Unlink ${who.name ?? who.username}`}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <p>Whoever signed in there as this account does so no more, and all of its sessions end at once.</p>
        {isOnlyWay ? (
          <Checkbox isSelected={evenIfLast} onChange={setEvenIfLast}>
            It is the only way into the account: nobody gets in afterwards. Take it all the same.
          </Checkbox>
        ) : null}
        <ActFoot confirm="Unlink" isReady={!isOnlyWay || evenIfLast} look="danger" onLeave={onClose} sending={unlink} />
      </form>
    </Dialog>
  );
}
