"use client";

import { BreakGlass } from "@/components/access/break-glass";
import { useMay, useSession } from "@/lib/client/session";
import type { SessionReply } from "@/lib/contract/identity";
import { CallerKeys } from "./caller-keys";
import { Passkeys } from "./passkeys";
import { PasswordForm } from "./password-form";
import { Sessions } from "./sessions";
import { Tokens } from "./tokens";

type User = NonNullable<SessionReply["user"]>;

function heldBy({ roles, grants }: User): string {
  const held = [...roles, ...grants.map(({ role, project }) => `${role} in ${project}`)];
  return held.length > 0 ? held.join(", ").replaceAll("_", " ") : "no role yet: ask an administrator for one";
}

/** One's own account, sessions and keys; for those who may, the keys and tokens of services. */
export function SettingsPage() {
  const user = useSession().data?.user;
  const mayBreakGlass = useMay("access:break_glass");
  const mayRecord = useMay("event:record");
  const mayManageKeys = useMay("key:manage");
  const mayManageTokens = useMay("token:manage");
  return (
    <div className="relative min-h-0 grow overflow-y-auto px-4 py-3">
      <h1 className="text-lg font-semibold">Settings</h1>
      {user ? (
        <p className="mt-1 text-ink-soft">
          {user.displayName} ({user.username}), {heldBy(user)}
        </p>
      ) : null}
      <div className="flex max-w-6xl flex-col">
        <Sessions />
        <Passkeys />
        <PasswordForm />
        {mayBreakGlass ? <BreakGlass /> : null}
        {mayRecord || mayManageKeys ? <CallerKeys /> : null}
        {mayManageTokens ? <Tokens /> : null}
      </div>
    </div>
  );
}
