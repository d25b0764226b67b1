"use client";

import { ProblemView } from "@/components/ui/problem";

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="m-auto max-w-2xl">
      <ProblemView error={error} isPage onRetry={reset} />
    </main>
  );
}
