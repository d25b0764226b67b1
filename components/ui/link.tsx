"use client";

import NextLink from "next/link";
import type { ComponentProps } from "react";

/** A link inside the application. Nothing is fetched before somebody follows it. */
export function Link({ className = "link", ...rest }: Omit<ComponentProps<typeof NextLink>, "prefetch">) {
  return <NextLink {...rest} className={className} prefetch={false} />;
}
