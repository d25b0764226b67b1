"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { SignedOut } from "./errors";
import { leaveForSignIn } from "./leave";

function leaveIfSignedOut(error: Error): void {
  if (error instanceof SignedOut) {
    leaveForSignIn();
  }
}

function createQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveIfSignedOut }),
    mutationCache: new MutationCache({ onError: leaveIfSignedOut }),
    defaultOptions: {
      queries: {
        // A delivery is a look on record: it is never repeated behind the reader's back, and dropped on leaving.
        retry: 0,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        refetchOnMount: false,
        refetchInterval: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 0,
        networkMode: "always",
      },
      mutations: { retry: 0, networkMode: "always", gcTime: 0 },
    },
  });
}

/** Gives the page its cache of server answers; it lives as long as the page does. */
export function Queries({ children }: { children: ReactNode }) {
  const [queries] = useState(createQueries);
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}
