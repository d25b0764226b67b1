"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { ActFoot } from "@/components/reason/act-foot";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { ProblemView } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { tell } from "@/components/ui/toast";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { useGive } from "@/lib/client/access";
import { useProjects } from "@/lib/client/projects";
import { useAccounts } from "@/lib/client/tokens";
import type { AccessRow } from "@/lib/contract/access";
import { type AccountRow as Account, ROLES, type Role } from "@/lib/contract/identity";

const PERSONS_ROLES = ROLES.filter((role) => role !== "service");

/** Gives a person a role, in one project or in the whole installation. */
export function GiveRole({ rows }: { rows: readonly AccessRow[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onPress={() => setOpen(true)} size="small">
        Give a role
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title="Give a role">
        <GiveOnceKnown onClose={() => setOpen(false)} rows={rows} />
      </Dialog>
    </>
  );
}

interface GiveProps {
  rows: readonly AccessRow[];
  onClose: () => void;
}

/** The form once it is known to whom a role can be given. */
function GiveOnceKnown(props: GiveProps) {
  const accounts = useAccounts(true);
  if (accounts.error) {
    return <ProblemView error={accounts.error} onRetry={() => accounts.refetch()} />;
  }
  return accounts.data ? (
    <GiveForm {...props} accounts={accounts.data.accounts} />
  ) : (
    <Waiting what="Reading the accounts">
      <TableBars rows={3} />
    </Waiting>
  );
}

function GiveForm({ rows, onClose, accounts }: GiveProps & { accounts: readonly z.infer<typeof Account>[] }) {
  const give = useGive();
  const projects = useProjects(true).data?.projects ?? [];
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [project, setProject] = useState("");
  const [days, setDays] = useState("");
  const isReady = username !== "" && (days === "" || (Number.isInteger(Number(days)) && Number(days) > 0));
  const roles = rows.flatMap((row) =>
    row.who.username === username && row.project === null && row.role !== null ? [row.role] : [],
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    const bounded = days === "" ? {} : { expiresInDays: Number(days) };
    const place = project === "" ? { project: null, role } : { project, role, ...bounded };
    give.mutate(
      { username, place, roles },
      {
        onSuccess() {
          tell({ tone: "done", title: "The role was given", detail: "It counts from the next request on." });
          onClose();
        },
      },
    );
  }
  const places = [{ id: "", name: "the whole installation" }, ...projects.map(({ id }) => ({ id, name: id }))];
  const people = accounts
    .filter(({ kind, disabledAt }) => kind === "user" && !disabledAt)
    .map((each) => ({ id: each.username, name: `${each.displayName} (${each.username})` }));
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <Select choices={people} label="To" onChange={setUsername} value={username} />
      <div className="grid grid-cols-2 gap-3">
        <Select
          choices={PERSONS_ROLES.map((id) => ({ id, name: id.replaceAll("_", " ") }))}
          label="Role"
          onChange={(id) => setRole(PERSONS_ROLES.find((each) => each === id) ?? "viewer")}
          value={role}
        />
        <Select choices={places} label="In" onChange={setProject} value={project} />
      </div>
      {project === "" ? null : (
        <TextField
          description="Left empty, until somebody takes it away."
          inputMode="numeric"
          label="Ends after days"
          onChange={setDays}
          value={days}
        />
      )}
      <ActFoot confirm="Give the role" isReady={isReady} onLeave={onClose} sending={give} />
    </form>
  );
}
