import type { z } from "zod";
import { kindTitle } from "@/components/kind/kind";
import { whoName } from "@/components/person/name";
import { exploreHref } from "@/components/shell/address";
import type { SearchReply } from "@/lib/contract/reply";

export type Hit = z.infer<typeof SearchReply>["hits"][number];

export function hitName(hit: Hit): string {
  if (hit.artifact) {
    return hit.artifact.id;
  }
  return hit.who ? whoName(hit.who) : "";
}

export function hitType(hit: Hit): string {
  if (hit.artifact) {
    return kindTitle(hit.artifact.type);
  }
  return hit.who?.type === "user" ? "Person" : "Service";
}

/** Where a hit leads: an artifact to the explorer, a person to what they did. */
export function hitHref(project: string, hit: Hit): string {
  if (hit.artifact) {
    return exploreHref(project, hit.artifact);
  }
  return `/audit?${new URLSearchParams({ actor: hit.who?.username ?? hit.who?.account ?? "" })}`;
}
