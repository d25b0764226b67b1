"use client";

import { useSearchParams } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { Reasons } from "@/components/reason/reasons";
import { GuardNotice } from "@/components/shell/guard-notice";
import { Mark } from "@/components/shell/mark";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { ProblemView, tellError } from "@/components/ui/problem";
import { Refused } from "@/lib/client/errors";
import { safeNext } from "@/lib/client/leave";
import { useSession, useSignIn } from "@/lib/client/session";
import { SamplePersonas } from "./sample-personas";

/** Signing in with a user name and a password; on the embedded sample, with whom. */
export function SignIn() {
  const wanted = useSearchParams().get("next");
  const next = safeNext(wanted);
  const session = useSession();
  const signIn = useSignIn(next);
  const isBusy = signIn.isPending || signIn.isSuccess;
  const isSignedIn = session.data?.user != null;
  useEffect(() => {
    if (isSignedIn) {
      window.location.replace(next);
    }
  }, [isSignedIn, next]);
  return (
    <main className="flex min-h-dvh flex-col">
      {session.data?.guard === "absent" ? <GuardNotice /> : null}
      <div className="m-auto grid w-full max-w-4xl gap-10 p-6 md:grid-cols-[20rem_1fr]">
        <div>
          <h1 className="flex items-center gap-2.5 text-xl font-semibold tracking-tight">
            <Mark size={24} /> Pedigree
          </h1>
          <p className="mt-1 text-ink-soft">The flight recorder for machine-learning models.</p>
          {wanted === null ? null : (
            <p className="mt-4 rounded-md border border-line-strong p-3" role="status">
              Nobody is signed in here, or the session is over. Sign in to go on where you were.
            </p>
          )}
          <SignInForm error={signIn.error} isBusy={isBusy} onSubmit={(who) => signIn.mutate(who)} />
          {session.error ? <ProblemView error={session.error} onRetry={() => session.refetch()} /> : null}
          <p className="mt-6 text-xs text-ink-faint">
            Signing in is recorded, also when it fails, and so is everything you look at. Nothing that you do here
            changes what is recorded already.
          </p>
        </div>
        {session.data?.sample ? (
          <SamplePersonas
            isBusy={isBusy}
            onChoose={({ username, password }) => signIn.mutate({ username, password })}
            personas={session.data.sample}
          />
        ) : null}
      </div>
    </main>
  );
}

interface SignInFormProps {
  error: Error | null;
  isBusy: boolean;
  onSubmit: (who: { username: string; password: string }) => void;
}

function SignInForm({ error, isBusy, onSubmit }: SignInFormProps) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit({ username, password });
  }
  return (
    <form className="mt-6 flex flex-col gap-4" onSubmit={submit}>
      <TextField
        autoComplete="username"
        autoFocus
        isRequired
        label="User name"
        onChange={setUsername}
        value={username}
      />
      <TextField
        autoComplete="current-password"
        isRequired
        label="Password"
        onChange={setPassword}
        type="password"
        value={password}
      />
      {error ? <Failure error={error} /> : null}
      <Button isDisabled={isBusy} look="primary" type="submit">
        {isBusy ? "Signing in …" : "Sign in"}
      </Button>
    </form>
  );
}

function Failure({ error }: { error: unknown }) {
  const refused = error instanceof Refused ? error : null;
  const told = tellError(error);
  return (
    <div className="rounded-md border border-bad p-3" role="alert">
      <p className="font-medium">{refused ? "You were not signed in" : told.title}</p>
      {refused && refused.reasons.length > 0 ? (
        <Reasons reasons={refused.reasons} />
      ) : (
        <p className="text-ink-soft">{refused ? (refused.problem.detail ?? refused.problem.title) : told.remedy}</p>
      )}
      {refused ? <p className="mt-1 text-xs text-ink-faint">The attempt is on record.</p> : null}
    </div>
  );
}
