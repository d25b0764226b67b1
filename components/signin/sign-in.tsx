"use client";

import { KeyRound } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { GuardNotice } from "@/components/shell/guard-notice";
import { Mark } from "@/components/shell/mark";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { ProblemView } from "@/components/ui/problem";
import { Bar, Waiting } from "@/components/ui/waiting";
import { NoPasskey } from "@/lib/client/errors";
import { safeNext } from "@/lib/client/leave";
import { usePasskeyOffer, usePasskeysWork, useSignInByPasskey } from "@/lib/client/passkeys";
import { useSession, useSignIn } from "@/lib/client/session";
import { useBeginAt } from "@/lib/client/sign-in";
import { Failure } from "./failure";
import { SamplePersonas } from "./sample-personas";

/** Signing in at a provider of the organisation, with a user name and a password, or with a passkey; on the embedded sample, with whom. */
export function SignIn() {
  const wanted = useSearchParams().get("next");
  const next = safeNext(wanted);
  const session = useSession();
  const signIn = useSignIn(next);
  const providers = session.data?.providers ?? [];
  const isBusy = signIn.isPending || signIn.isSuccess;
  // Which ways there are decides which comes first: nothing moves under the hand of who types already.
  const isKnown = session.data !== undefined || session.error !== null;
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
          {isKnown ? (
            <>
              <Providers isBusy={isBusy} next={next} providers={providers} />
              <SignInForm
                error={signIn.error}
                isBusy={isBusy}
                isSecond={providers.length > 0}
                onSubmit={(who) => signIn.mutate(who)}
              />
              <ByPasskey isBusy={isBusy} next={next} />
            </>
          ) : (
            <Waiting canLeave={false} what="Asking how one signs in here">
              <div className="mt-6 flex flex-col gap-4">
                <Bar className="h-14 w-full" />
                <Bar className="h-14 w-full" />
                <Bar className="h-8 w-full" />
              </div>
            </Waiting>
          )}
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

interface ProvidersProps {
  providers: readonly { id: string; name: string }[];
  next: string;
  isBusy: boolean;
}

function Providers({ providers, next, isBusy }: ProvidersProps) {
  const begin = useBeginAt(next);
  if (providers.length === 0) {
    return null;
  }
  const isOnTheWay = begin.isPending || begin.isSuccess;
  return (
    <div className="mt-6 flex flex-col gap-2">
      {providers.map(({ id, name }) => (
        <Button isDisabled={isBusy || isOnTheWay} key={id} look="primary" onPress={() => begin.mutate(id)}>
          {isOnTheWay && begin.variables === id ? `On the way to ${name} …` : `Sign in with ${name}`}
        </Button>
      ))}
      {begin.error ? <Failure error={begin.error} /> : null}
      <p className="mt-4 border-t border-line pt-4 text-ink-soft">Or with the password of an account here:</p>
    </div>
  );
}

/** Signing in without a name and a password; the browser also offers passkeys where the name is typed. */
function ByPasskey({ next, isBusy }: { next: string; isBusy: boolean }) {
  const doWork = usePasskeysWork();
  const offered = useSignInByPasskey(next);
  const asked = useSignInByPasskey(next);
  usePasskeyOffer(doWork && !isBusy, () => offered.mutate({ isOffer: true }));
  if (!doWork) {
    return null;
  }
  const error = asked.error ?? (offered.error instanceof NoPasskey ? null : offered.error);
  return (
    <div className="mt-3 flex flex-col gap-3">
      <Button isDisabled={isBusy || asked.isPending || asked.isSuccess} onPress={() => asked.mutate({})}>
        <KeyRound aria-hidden="true" size={14} />
        {asked.isPending ? "Your browser asks for your passkey …" : "Sign in with a passkey"}
      </Button>
      {error ? <Failure error={error} /> : null}
    </div>
  );
}

interface SignInFormProps {
  error: Error | null;
  isBusy: boolean;
  /** Does another way to sign in stand above? */
  isSecond: boolean;
  onSubmit: (who: { username: string; password: string }) => void;
}

function SignInForm({ error, isBusy, isSecond, onSubmit }: SignInFormProps) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit({ username, password });
  }
  return (
    <form className="mt-6 flex flex-col gap-4" onSubmit={submit}>
      <TextField
        autoComplete="username webauthn"
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
      <Button isDisabled={isBusy} look={isSecond ? "plain" : "primary"} type="submit">
        {isBusy ? "Signing in …" : "Sign in"}
      </Button>
    </form>
  );
}
