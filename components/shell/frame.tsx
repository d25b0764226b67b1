"use client";

import { useRouter } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useEffect } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { Toasts } from "@/components/ui/toast";
import { dropOnChangeOfUser } from "@/lib/client/leave";
import { Queries } from "@/lib/client/queries";

/** What every page stands in: the cache of answers, the address as state, messages. */
export function Frame({ children }: { children: ReactNode }) {
  const router = useRouter();
  useEffect(dropOnChangeOfUser, []);
  return (
    <I18nProvider locale="en-GB">
      <RouterProvider navigate={(to) => router.push(to)}>
        <NuqsAdapter>
          <Queries>
            {children}
            <Toasts />
          </Queries>
        </NuqsAdapter>
      </RouterProvider>
    </I18nProvider>
  );
}
