"use client";

import { type FormEvent, useState } from "react";
import { CannotSign, Signature } from "@/components/promotions/signature";
import { ActFoot } from "@/components/reason/act-foot";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { tell } from "@/components/ui/toast";
import { useBreakGlass } from "@/lib/client/access";
import type { Signed } from "@/lib/client/signature";
import { BREAK_GLASS_ROLES, type BreakGlassRole } from "@/lib/contract/identity";

const LEAST = 20;
const MINUTES = ["15", "60", "240"];

/** For an emergency: a role in a project, at once and for a short time, with an alarm. */
export function BreakGlass() {
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-labelledby="emergency" className="mt-8">
      <h2 className="mb-1 text-base font-semibold" id="emergency">
        In an emergency
      </h2>
      <p className="mb-2 max-w-[75ch] text-ink-soft">
        You can take a role in a project for up to four hours when nobody is there to give it to you. It raises an
        alarm, and somebody looks at what you did meanwhile.
      </p>
      <Button look="danger" onPress={() => setOpen(true)}>
        Take a role for an emergency
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} role="alertdialog" title="Take a role for an emergency">
        <BreakGlassForm onClose={() => setOpen(false)} />
      </Dialog>
    </section>
  );
}

function BreakGlassForm({ onClose }: { onClose: () => void }) {
  const take = useBreakGlass();
  const [project, setProject] = useState("");
  const [role, setRole] = useState<BreakGlassRole>("viewer");
  const [minutes, setMinutes] = useState("60");
  const [why, setWhy] = useState("");
  const [signed, setSigned] = useState<Signed | null>(null);
  const isReady = project.trim() !== "" && why.trim().length >= LEAST && signed !== null;
  function submit(event: FormEvent) {
    event.preventDefault();
    take.mutate(
      { project: project.trim(), role, minutes: Number(minutes), why: why.trim(), ...signed },
      {
        onSuccess() {
          tell({ tone: "done", title: `You are ${role} in ${project.trim()}`, detail: "The alarm was raised." });
          onClose();
        },
      },
    );
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <CannotSign />
      <p className="border-l-2 border-line-strong pl-3">
        You are let in at once. A critical finding tells everybody who watches that you took the role, and stays open
        until somebody has looked into it.
      </p>
      <div className="grid grid-cols-3 gap-3">
        <TextField isRequired label="Project" mono onChange={setProject} value={project} />
        <Select
          choices={BREAK_GLASS_ROLES.map((id) => ({ id, name: id }))}
          label="Role"
          onChange={(id) => setRole(BREAK_GLASS_ROLES.find((each) => each === id) ?? "viewer")}
          value={role}
        />
        <Select
          choices={MINUTES.map((id) => ({ id, name: `${id} minutes` }))}
          label="For"
          onChange={setMinutes}
          value={minutes}
        />
      </div>
      <TextField
        description={`At least ${LEAST} characters. Kept encrypted beside the log.`}
        isRequired
        label="What is the emergency?"
        lines={3}
        onChange={setWhy}
        value={why}
      />
      <Signature
        act={["break-glass"]}
        meaning="There is an emergency, and I need this to deal with it."
        onChange={setSigned}
        signed={signed}
      />
      <ActFoot confirm="Take the role" isReady={isReady} look="danger" onLeave={onClose} sending={take} />
    </form>
  );
}
