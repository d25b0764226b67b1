"use client";

import { useParams } from "next/navigation";
import { Mark } from "@/components/shell/mark";
import { Link } from "@/components/ui/link";
import { useVisit } from "@/lib/client/sign-in";
import { Failure } from "./failure";

/** Where somebody passes on their way to a provider and back. */
export function ProviderVisit() {
  const { provider } = useParams<{ provider: string }>();
  const visit = useVisit(provider);
  const isShown = visit.data?.for === "signature";
  return (
    <main className="m-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-4 p-6">
      <h1 className="flex items-center gap-2.5 text-xl font-semibold tracking-tight">
        <Mark size={24} /> Pedigree
      </h1>
      {visit.error ? (
        <>
          <Failure error={visit.error} />
          <p>
            <Link href="/signin">Back to the sign-in</Link>
          </p>
        </>
      ) : (
        <p role="status">
          {isShown
            ? "You showed who you are. Close this tab, and go on where you were signing."
            : "One moment: your organisation’s sign-in is being asked …"}
        </p>
      )}
    </main>
  );
}
