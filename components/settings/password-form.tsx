"use client";

import { type FormEvent, useState } from "react";
import { Reasons } from "@/components/reason/reasons";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { tellError } from "@/components/ui/problem";
import { tell } from "@/components/ui/toast";
import { Refused } from "@/lib/client/errors";
import { useChangePassword } from "@/lib/client/session";

const LEAST = 12;

/** Chooses another password for oneself. */
export function PasswordForm() {
  const change = useChangePassword();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  function onSuccess() {
    setCurrent("");
    setNext("");
    tell({ tone: "done", title: "Password changed", detail: "The change is on record; the password is not." });
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ current, next }, { onSuccess });
  }
  return (
    <section aria-labelledby="password" className="mt-8">
      <h2 className="mb-2 text-base font-semibold" id="password">
        Change your password
      </h2>
      <form className="flex max-w-2xl flex-wrap items-start gap-3" onSubmit={submit}>
        <TextField
          autoComplete="current-password"
          className="w-56"
          isRequired
          label="Current password"
          onChange={setCurrent}
          type="password"
          value={current}
        />
        <TextField
          autoComplete="new-password"
          className="w-56"
          description={`At least ${LEAST} characters.`}
          isRequired
          label="New password"
          minLength={LEAST}
          onChange={setNext}
          type="password"
          value={next}
        />
        <Button className="mt-5" isDisabled={change.isPending} type="submit">
          Change password
        </Button>
      </form>
      {change.error ? <NotChanged error={change.error} /> : null}
    </section>
  );
}

function NotChanged({ error }: { error: Error }) {
  return (
    <div className="mt-2 max-w-xl rounded-md border border-bad p-3" role="alert">
      <p className="font-medium">The password was not changed</p>
      {error instanceof Refused && error.reasons.length > 0 ? (
        <Reasons reasons={error.reasons} />
      ) : (
        <p className="text-ink-soft">{tellError(error).meaning}</p>
      )}
    </div>
  );
}
