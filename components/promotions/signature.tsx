"use client";

import { CircleCheck } from "lucide-react";
import { TextField } from "@/components/ui/field";
import { useSession } from "@/lib/client/session";
import { againPath, useHearProof } from "@/lib/client/sign-in";

/** What is sent with a signature: the password, or nothing where the browser holds what a provider was shown. */
export type Signed = { readonly password: string } | Readonly<Record<string, never>>;

interface SignatureProps {
  /** What the name that is put here means. */
  meaning: string;
  /** The route of what is signed. */
  act: readonly string[];
  signed: Signed | null;
  onChange: (signed: Signed | null) => void;
}

/** Where somebody puts their name to a decision: who they are, what it means, and that it is really they. */
export function Signature({ meaning, act, signed, onChange }: SignatureProps) {
  const session = useSession().data;
  const provider = session?.signsAt;
  return (
    <fieldset className="rounded-md border border-line-strong p-3">
      <legend className="label px-1">Your signature</legend>
      <p className="mb-2">
        <b>{session?.user?.displayName}</b>: “{meaning}”
      </p>
      {provider ? (
        <ShownAtProvider act={act} isShown={signed !== null} onShown={() => onChange({})} provider={provider} />
      ) : (
        <TextField
          autoComplete="current-password"
          description="Once more, so that it is you and not whoever found this browser open."
          isRequired
          label="Password"
          onChange={(password) => onChange(password ? { password } : null)}
          type="password"
          value={signed && "password" in signed ? signed.password : ""}
        />
      )}
    </fieldset>
  );
}

interface ShownAtProviderProps {
  provider: { id: string; name: string };
  act: readonly string[];
  isShown: boolean;
  onShown: () => void;
}

function ShownAtProvider({ provider, act, isShown, onShown }: ShownAtProviderProps) {
  useHearProof(act, onShown);
  return (
    <div aria-live="polite">
      {isShown ? (
        <p className="flex items-center gap-2">
          <CircleCheck aria-hidden="true" className="shrink-0 text-ok" size={14} />
          You showed {provider.name} who you are. It counts for this act, once, for two minutes.
        </p>
      ) : (
        <p>
          <a className="link" href={againPath(provider.id, act)} rel="noopener opener" target="_blank">
            Sign in at {provider.name} once more
          </a>
          , so that it is you and not whoever found this browser open. It opens in a new tab; what you wrote here stays.
        </p>
      )}
    </div>
  );
}
