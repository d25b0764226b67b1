"use client";

import { TextField } from "@/components/ui/field";
import { useSession } from "@/lib/client/session";

interface SignatureProps {
  /** What the name that is put here means. */
  meaning: string;
  value: string;
  onChange: (password: string) => void;
}

/** Where somebody puts their name to a decision: who they are, what it means, and their password once more. */
export function Signature({ meaning, value, onChange }: SignatureProps) {
  const user = useSession().data?.user;
  return (
    <fieldset className="rounded-md border border-line-strong p-3">
      <legend className="label px-1">Your signature</legend>
      <p className="mb-2">
        <b>{user?.displayName}</b>: “{meaning}”
      </p>
      <TextField
        autoComplete="current-password"
        description="Once more, so that it is you and not whoever found this browser open."
        isRequired
        label="Password"
        onChange={onChange}
        type="password"
        value={value}
      />
    </fieldset>
  );
}
