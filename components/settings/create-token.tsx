"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Dialog } from "@/components/ui/dialog";
import { Checkbox, TextField } from "@/components/ui/field";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { useProjects } from "@/lib/client/projects";
import { useMay } from "@/lib/client/session";
import { useAccounts, useCreateToken } from "@/lib/client/tokens";
import { TOKEN_SCOPES, type TokenScope } from "@/lib/contract/identity";

const USUAL_DAYS = "90";

/** What a service may be given; what persons alone may do is not among it. */
const SCOPES = TOKEN_SCOPES.filter(
  (scope) => !["promotion:approve", "account:manage", "token:manage", "key:manage", "project:create"].includes(scope),
);

/** Makes a token for a service: who, what it may do, where, how long; then shows its secret once. */
export function CreateToken() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onPress={() => setOpen(true)} size="small">
        Make a token
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title="Make a token for a service">
        <TokenForm onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function useServiceNames(): readonly string[] | null {
  const mayList = useMay("account:manage");
  const accounts = useAccounts(mayList);
  return accounts.data?.accounts.filter(({ kind }) => kind === "service").map(({ username }) => username) ?? null;
}

interface ServiceProps {
  value: string;
  onChange: (service: string) => void;
}

/** Chosen from a list by those who may see the accounts; typed by others. */
function Service({ value, onChange }: ServiceProps) {
  const services = useServiceNames();
  return services ? (
    <Select choices={services.map((name) => ({ id: name, name }))} label="Service" onChange={onChange} value={value} />
  ) : (
    <TextField isRequired label="Service’s user name" mono onChange={onChange} value={value} />
  );
}

interface ScopesProps {
  value: readonly TokenScope[];
  onChange: (scopes: readonly TokenScope[]) => void;
}

function Scopes({ value, onChange }: ScopesProps) {
  return (
    <fieldset>
      <legend className="label mb-1">It may</legend>
      <div className="grid grid-cols-2 gap-1.5">
        {SCOPES.map((scope) => (
          <Checkbox
            isSelected={value.includes(scope)}
            key={scope}
            onChange={(isOn) => onChange(isOn ? [...value, scope] : value.filter((each) => each !== scope))}
          >
            <code className="font-mono text-xs">{scope}</code>
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

function TokenForm({ onClose }: { onClose: () => void }) {
  const create = useCreateToken();
  const projects = useProjects(true).data?.projects ?? [];
  const [service, setService] = useState("");
  const [scopes, setScopes] = useState<readonly TokenScope[]>(["event:record"]);
  const [project, setProject] = useState("");
  const [days, setDays] = useState(USUAL_DAYS);
  const expiresInDays = Number(days);
  const isReady = service.trim() !== "" && scopes.length > 0 && Number.isInteger(expiresInDays) && expiresInDays > 0;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady) {
      const confined = project ? { projects: [project] } : {};
      create.mutate({ service: service.trim(), scopes: [...scopes], expiresInDays, ...confined });
    }
  }
  if (create.data) {
    return <Secret expiresAt={create.data.token.expiresAt} onClose={onClose} secret={create.data.secret} />;
  }
  const places = [{ id: "", name: "every project" }, ...projects.map(({ id }) => ({ id, name: id }))];
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <Service onChange={setService} value={service} />
      <Scopes onChange={setScopes} value={scopes} />
      <div className="grid grid-cols-2 gap-3">
        <Select choices={places} label="In" onChange={setProject} value={project} />
        <TextField inputMode="numeric" isRequired label="Ends after days (1 to 365)" onChange={setDays} value={days} />
      </div>
      {create.error ? <ProblemView error={create.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button onPress={onClose}>Leave it</Button>
        <Button isDisabled={!isReady || create.isPending} look="primary" type="submit">
          Make token
        </Button>
      </div>
    </form>
  );
}

function Secret({ secret, expiresAt, onClose }: { secret: string; expiresAt: string; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="font-medium" role="status">
        The token was made. This is the only time that its secret is shown.
      </p>
      <p className="rounded-md border border-line-strong bg-ground p-2 break-all">
        <Copyable most={120} text={secret} what="secret" />
      </p>
      <p className="text-ink-soft">
        It ends <Moment iso={expiresAt} />. Send it as{" "}
        <code className="font-mono text-xs">Authorization: Bearer …</code>
      </p>
      <div className="flex justify-end">
        <Button look="primary" onPress={onClose}>
          I have kept it
        </Button>
      </div>
    </div>
  );
}
