"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { RecordDialog } from "@/components/promotions/record-dialog";
import { ProblemView } from "@/components/ui/problem";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { leaveForSignIn } from "@/lib/client/leave";
import { useFindingsWatch, useSession } from "@/lib/client/session";
import { FindingsNotice } from "./findings-notice";
import { GuardNotice } from "./guard-notice";
import { Header } from "./header";
import { Inspector } from "./inspector";
import { KeysHelp } from "./keys-help";
import { Palette } from "./palette";
import { Rail } from "./rail";

/** Whether a key press belongs to a box that somebody types in. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function useShellKeys(open: (what: "palette" | "keys") => void): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("palette");
      } else if (event.key === "?" && !isTyping(event)) {
        event.preventDefault();
        open("keys");
      }
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [open]);
}

/** What stands in the page's place while nobody is known to be signed in. */
function NotYet({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return error ? (
    <ProblemView error={error} isPage onRetry={onRetry} />
  ) : (
    <Waiting canLeave={false} what="Asking who is signed in">
      <TableBars rows={1} />
    </Waiting>
  );
}

/** Header, rail, page, inspector: the one frame of every page but the sign-in. */
export function Shell({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<"palette" | "keys" | null>(null);
  const { data, error, refetch } = useSession();
  const router = useRouter();
  useShellKeys(setOpened);
  useFindingsWatch(data?.allFindings);
  const isSignedOut = data !== undefined && data.user === null;
  useEffect(() => {
    if (isSignedOut) {
      leaveForSignIn();
    }
  }, [isSignedOut]);
  return (
    <div className="flex h-dvh flex-col has-data-then:after:pointer-events-none has-data-then:after:fixed has-data-then:after:inset-0 has-data-then:after:z-30 has-data-then:after:border-3 has-data-then:after:border-accent">
      <a
        className="absolute left-2 z-50 -translate-y-16 rounded-md bg-ink px-3 py-1.5 text-panel focus:translate-y-2"
        href="#main"
      >
        Skip to the page
      </a>
      <Suspense>
        <Header onFind={() => setOpened("palette")} />
      </Suspense>
      {data?.openFindings ? <FindingsNotice open={data.openFindings} /> : null}
      {data?.guard === "absent" ? <GuardNotice /> : null}
      <div className="flex min-h-0 grow">
        <Suspense>
          <Rail />
        </Suspense>
        <main
          className="relative flex min-h-0 min-w-0 grow flex-col bg-panel outline-none max-md:overflow-y-auto"
          id="main"
          tabIndex={-1}
        >
          <Suspense>{data?.user ? children : <NotYet error={error} onRetry={() => void refetch()} />}</Suspense>
        </main>
        <Suspense>{data?.user ? <Inspector /> : null}</Suspense>
      </div>
      {data?.user ? (
        <Suspense>
          <Palette
            isOpen={opened === "palette"}
            onGo={(href) => router.push(href)}
            onOpenChange={(is) => setOpened(is ? "palette" : null)}
          />
        </Suspense>
      ) : null}
      <RecordDialog />
      <KeysHelp isOpen={opened === "keys"} onOpenChange={(is) => setOpened(is ? "keys" : null)} />
    </div>
  );
}
