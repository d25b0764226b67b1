"use client";

import { useMay, useSession } from "@/lib/client/session";
import { CallerKeys } from "./caller-keys";
import { PasswordForm } from "./password-form";
import { Sessions } from "./sessions";
import { Tokens } from "./tokens";

/** One's own account, sessions and keys; for those who may, the keys and tokens of services. */
export function SettingsPage() {
  const user = useSession().data?.user;
  const mayRecord = useMay("event:record");
  const mayManageKeys = useMay("key:manage");
  const mayManageTokens = useMay("token:manage");
  return (
    <div className="relative min-h-0 grow overflow-y-auto px-4 py-3">
      <h1 className="text-lg font-semibold">Settings</h1>
      {user ? (
        <p className="mt-1 text-ink-soft">
          {user.displayName} ({user.username}), {user.roles.join(", ").replaceAll("_", " ")}
        </p>
      ) : null}
      <div className="flex max-w-6xl flex-col">
        <Sessions />
        <PasswordForm />
        {mayRecord || mayManageKeys ? <CallerKeys /> : null}
        {mayManageTokens ? <Tokens /> : null}
      </div>
    </div>
  );
}
