import { type FormEvent, useState } from "react";
import { ActFoot } from "@/components/reason/act-foot";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { ProblemView } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { tell } from "@/components/ui/toast";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { useLinkAccount } from "@/lib/client/identities";
import { useSession } from "@/lib/client/session";
import { useAccounts } from "@/lib/client/tokens";

/** Links an account that is there to somebody at a provider. */
export function LinkAccount({ onClose }: { onClose: () => void }) {
  const accounts = useAccounts(true);
  const own = useSession().data?.user?.username;
  const people = (accounts.data?.accounts ?? [])
    .filter(({ kind, disabledAt, username }) => kind === "user" && !disabledAt && username !== own)
    .map((each) => ({ id: each.username, name: `${each.displayName} (${each.username})` }));
  return (
    <Dialog isOpen onOpenChange={onClose} role="alertdialog" title="Link an account">
      {accounts.error ? <ProblemView error={accounts.error} onRetry={() => accounts.refetch()} /> : null}
      {accounts.data ? (
        <LinkForm onClose={onClose} people={people} />
      ) : (
        <Waiting what="Reading the accounts">
          <TableBars rows={3} />
        </Waiting>
      )}
    </Dialog>
  );
}

interface LinkFormProps {
  people: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
}

function LinkForm({ people, onClose }: LinkFormProps) {
  const link = useLinkAccount();
  const providers = useSession().data?.providers ?? [];
  const [username, setUsername] = useState("");
  const [provider, setProvider] = useState(providers[0]?.id ?? "");
  const [subject, setSubject] = useState("");
  const isReady = username !== "" && provider !== "" && subject.trim() !== "";
  function submit(event: FormEvent) {
    event.preventDefault();
    link.mutate(
      { username, provider, subject: subject.trim() },
      {
        onSuccess() {
          tell({ tone: "done", title: "Linked", detail: "It is on record, and a finding tells others of it." });
          onClose();
        },
      },
    );
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <p className="border-l-2 border-line-strong pl-3">
        Whoever the provider calls so signs in as this account from now on, and its groups give the roles. Others are
        told by a finding.
      </p>
      <Select choices={people} label="Account" onChange={setUsername} value={username} />
      <Select choices={providers} label="Provider" onChange={setProvider} value={provider} />
      <TextField
        description="The claim sub, exactly as the provider sends it. It is kept encrypted."
        isRequired
        label="Subject"
        mono
        onChange={setSubject}
        value={subject}
      />
      <ActFoot confirm="Link" isReady={isReady} look="danger" onLeave={onClose} sending={link} />
    </form>
  );
}
