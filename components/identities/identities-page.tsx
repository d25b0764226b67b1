"use client";

import { useState } from "react";
import { Person } from "@/components/person/person";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Moment } from "@/components/ui/moment";
import { ProblemView } from "@/components/ui/problem";
import { SimpleTable } from "@/components/ui/simple-table";
import { State } from "@/components/ui/state";
import { useLinked } from "@/lib/client/identities";
import { useMay, useSession } from "@/lib/client/session";
import type { LinkedReply } from "@/lib/contract/sign-in";
import { LinkAccount } from "./link-account";
import { Unlink } from "./unlink";

type Linked = LinkedReply["linked"][number];

function Links({ linked, onUnlink }: { linked: readonly Linked[]; onUnlink: (linked: Linked) => void }) {
  const { user, providers = [] } = useSession().data ?? {};
  const names = new Map(providers.map(({ id, name }) => [id, name]));
  return (
    <SimpleTable
      cells={(each) => [
        <Person key="who" who={each.who} />,
        names.get(each.provider) ?? `${each.provider} (not configured any more)`,
        <Moment iso={each.linkedAt} key="since" />,
        each.isOnlyWay ? (
          <State key="ways" name="warning">
            the only way in
          </State>
        ) : (
          "has other ways in"
        ),
        each.who.account === user?.account || each.who.username === null ? null : (
          <Button key="unlink" onPress={() => onUnlink(each)} size="small">
            Unlink …
          </Button>
        ),
      ]}
      head={["Account", "Provider", "Since", "Ways in", "Act"]}
      keyOf={({ id }) => id}
      label="Linked accounts"
      rows={linked}
    />
  );
}

/** Who at which provider signs in as whom. */
export function IdentitiesPage() {
  const { data, error, refetch } = useLinked();
  const mayLink = useMay("account:manage");
  const hasProviders = (useSession().data?.providers ?? []).length > 0;
  const [asked, setAsked] = useState<Linked | "link">();
  return (
    <div className="relative min-h-0 grow overflow-y-auto px-4 py-3">
      <div className="mb-1 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h1 className="text-lg font-semibold">Sign-in at providers</h1>
        {mayLink && hasProviders ? (
          <Button look="primary" onPress={() => setAsked("link")} size="small">
            Link an account …
          </Button>
        ) : null}
      </div>
      <p className="mb-3 max-w-[90ch] text-ink-soft">
        Accounts into which somebody gets by signing in at your organisation. What the provider calls them is kept
        encrypted, and shown nowhere.
      </p>
      {error ? <ProblemView error={error} onRetry={() => refetch()} /> : null}
      {data && data.linked.length === 0 ? (
        <Empty title="No account is linked">
          {hasProviders
            ? "Link one, or let the provider enrol people."
            : "No provider is configured (PEDIGREE_SIGN_IN)."}
        </Empty>
      ) : null}
      {data && data.linked.length > 0 ? <Links linked={data.linked} onUnlink={setAsked} /> : null}
      {data?.truncated ? (
        <p className="mt-2 text-xs text-ink-soft">
          {data.linked.length.toLocaleString("en")} of {data.total.toLocaleString("en")}; the others are older, or not
          ours.
        </p>
      ) : null}
      {asked === "link" ? <LinkAccount onClose={() => setAsked(undefined)} /> : null}
      {asked && asked !== "link" ? <Unlink linked={asked} onClose={() => setAsked(undefined)} /> : null}
    </div>
  );
}
