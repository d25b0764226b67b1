import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Frame } from "@/components/shell/frame";
import { THEME_COOKIE, themeOf } from "@/components/shell/theme";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Pedigree", template: "%s · Pedigree" },
  description: "The flight recorder for machine-learning models.",
};

/** Reads the request, so that every page is rendered for it: a page made in advance could not carry its own nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html data-theme={theme === "system" ? undefined : theme} lang="en" suppressHydrationWarning>
      <head>
        <meta nonce={nonce} property="csp-nonce" />
        {/* Cytoscape adds a style element of this name unless there is one; the policy would refuse it. */}
        <style id="__________cytoscape_stylesheet" nonce={nonce} suppressHydrationWarning />
      </head>
      <body>
        <Frame>{children}</Frame>
      </body>
    </html>
  );
}
