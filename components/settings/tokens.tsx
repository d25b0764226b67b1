"use client";

import { useState } from "react";
import type { z } from "zod";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { SimpleTable } from "@/components/ui/simple-table";
import { State } from "@/components/ui/state";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { useRevokeToken, useTokens } from "@/lib/client/tokens";
import type { TokenRow } from "@/lib/contract/identity";
import { CreateToken } from "./create-token";

type Token = z.infer<typeof TokenRow>;

const HEAD = ["Service", "May", "In", "Made", "Last used", "Ends", "Act"];

function Ending({ token }: { token: Token }) {
  if (token.revokedAt) {
    return (
      <span className="inline-flex items-center gap-2">
        <State name="ended">revoked</State> <Moment iso={token.revokedAt} quiet />
      </span>
    );
  }
  return Date.parse(token.expiresAt) < Date.now() ? (
    <State name="ended">expired</State>
  ) : (
    <Moment iso={token.expiresAt} quiet />
  );
}

function TokenTable({ tokens, onRevoke }: { tokens: readonly Token[]; onRevoke: (token: Token) => void }) {
  return (
    <SimpleTable
      cells={(token) => [
        <span className="font-mono text-xs" key="service">
          {token.service}
        </span>,
        <span className="block max-w-80 min-w-40 py-1.5 whitespace-normal" key="scopes">
          {token.scopes.join(", ")}
        </span>,
        token.projects?.join(", ") ?? "every project",
        <Moment iso={token.createdAt} key="made" quiet />,
        token.lastUsedAt ? <Moment iso={token.lastUsedAt} key="used" quiet /> : "never",
        <Ending key="ends" token={token} />,
        token.revokedAt ? null : (
          <Button
            aria-label={`Revoke the token of ${token.service}`}
            key="revoke"
            onPress={() => onRevoke(token)}
            size="small"
          >
            Revoke
          </Button>
        ),
      ]}
      head={HEAD}
      keyOf={({ id }) => id}
      label="API tokens"
      rows={tokens}
    />
  );
}

/** The tokens with which services come to the API. */
export function Tokens() {
  const tokens = useTokens();
  const [revoking, setRevoking] = useState<Token | null>(null);
  return (
    <section aria-labelledby="tokens" className="mt-8 pb-8">
      <div className="mb-1 flex items-center justify-between gap-4">
        <h2 className="text-base font-semibold" id="tokens">
          API tokens of services
        </h2>
        <CreateToken />
      </div>
      {tokens.error ? <ProblemView error={tokens.error} onRetry={() => tokens.refetch()} /> : null}
      {tokens.isPending ? (
        <Waiting canLeave={false} what="Reading the tokens">
          <TableBars rows={3} />
        </Waiting>
      ) : null}
      {tokens.data && tokens.data.tokens.length === 0 ? (
        <p className="text-ink-soft">No token was made yet. A service needs one to record events.</p>
      ) : null}
      {tokens.data && tokens.data.tokens.length > 0 ? (
        <TokenTable onRevoke={setRevoking} tokens={tokens.data.tokens} />
      ) : null}
      {revoking ? <Revoke onClose={() => setRevoking(null)} token={revoking} /> : null}
    </section>
  );
}

function Revoke({ token, onClose }: { token: Token; onClose: () => void }) {
  const revoke = useRevokeToken();
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      role="alertdialog"
      title={`Revoke the token of ${token.service}`}
      width="small"
    >
      <div className="flex flex-col gap-4">
        <p>
          Whoever uses it is refused from now on. It cannot be made valid again. What was recorded with it stays
          recorded.
        </p>
        {revoke.error ? <ProblemView error={revoke.error} /> : null}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>Leave it</Button>
          <Button
            isDisabled={revoke.isPending}
            look="danger"
            onPress={() => revoke.mutate(token.id, { onSuccess: onClose })}
          >
            Revoke token
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
