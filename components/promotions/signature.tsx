"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { usePasskeysWork } from "@/lib/client/passkeys";
import { useSession } from "@/lib/client/session";
import { againPath, useHearProof } from "@/lib/client/sign-in";
import type { Signed } from "@/lib/client/signature";

interface SignatureProps {
  /** What the name that is put here means. */
  meaning: string;
  /** The route of what is signed. */
  act: readonly string[];
  signed: Signed | null;
  onChange: (signed: Signed | null) => void;
}

type Way = "passkey" | "provider" | "password";

/** In which ways the reader can show who they are here, the first that fits them best. */
function useWays(): Way[] {
  const session = useSession().data;
  const isOwn = new Set(session?.signsWith);
  const hasPasskey = usePasskeysWork() && isOwn.has("passkey");
  const ways: Way[] = [
    ...(hasPasskey ? (["passkey"] as const) : []),
    ...(session?.signsAt ? (["provider"] as const) : []),
  ];
  return ways.length === 0 || isOwn.has("password") ? [...ways, "password"] : ways;
}

/** What stands at the beginning of a question that is signed, for those who cannot sign it yet: that, and where they change it. */
export function CannotSign() {
  const session = useSession().data;
  const ways = useWays();
  return session?.hasInitialPassword && ways.every((way) => way === "password") ? (
    <div className="flex gap-2 rounded-md border border-warn bg-warn-wash p-3" role="note">
      <TriangleAlert aria-hidden="true" className="mt-0.5 shrink-0 text-warn" size={14} />
      <p>
        You cannot sign this yet. Your password was set by somebody else, who knows it, so it signs nothing.{" "}
        <Link className="link" href="/settings#password">
          Choose your own password
        </Link>{" "}
        first, then come back.
      </p>
    </div>
  ) : null;
}

/** Where somebody puts their name to a decision: who they are, what it means, and that it is really they. */
export function Signature({ meaning, act, signed, onChange }: SignatureProps) {
  const session = useSession().data;
  const ways = useWays();
  const [chosen, setChosen] = useState<Way | null>(null);
  const way = chosen ?? ways[0];
  const provider = session?.signsAt;
  const names = { passkey: "your passkey", provider: provider?.name, password: "your password" };
  function choose(next: Way) {
    onChange(null);
    setChosen(next);
  }
  return (
    <fieldset className="rounded-md border border-line-strong p-3">
      <legend className="label px-1">Your signature</legend>
      <p className="mb-2">
        <b>{session?.user?.displayName}</b>: “{meaning}”
      </p>
      {way === "passkey" ? <ByPasskey onReady={() => onChange({ byPasskey: true })} /> : null}
      {way === "provider" && provider ? (
        <ShownAtProvider act={act} isShown={signed !== null} onShown={() => onChange({})} provider={provider} />
      ) : null}
      {way !== "password" ? null : session?.hasInitialPassword ? (
        <p>Your password was set by somebody else, so it signs nothing yet.</p>
      ) : (
        <TextField
          autoComplete="current-password"
          autoFocus={chosen === "password"}
          description="Once more, so that it is you and not whoever found this browser open."
          isRequired
          label="Password"
          onChange={(password) => onChange(password ? { password } : null)}
          type="password"
          value={signed && "password" in signed ? signed.password : ""}
        />
      )}
      {ways
        .filter((other) => other !== way)
        .map((other) => (
          <Button className="mt-2 mr-2" key={other} look="quiet" onPress={() => choose(other)} size="small">
            Use {names[other]} instead
          </Button>
        ))}
    </fieldset>
  );
}

/** A passkey signs what is sent, so there is nothing to show before that. */
function ByPasskey({ onReady }: { onReady: () => void }) {
  const ready = useEffectEvent(onReady);
  useEffect(() => ready(), []);
  return (
    <p>
      Your browser asks for your passkey when you go on, so that it is you and not whoever found this browser open. It
      signs exactly what stands here.
    </p>
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
