import type { AuditRow } from "@/lib/contract/reply";

function texts(fact: unknown): string[] {
  return (Array.isArray(fact) ? fact : [fact]).filter((each) => typeof each === "string");
}

/** What an event is about: an artifact, the event that it goes back to, a request, or what it says of itself, like "the list of projects". */
export function aboutText({ subject, refersTo, facts }: AuditRow): string {
  const { route, method, sought, of, account, accounts } = facts;
  if (subject) {
    return `${subject.type} ${subject.id}`;
  }
  if (refersTo !== null) {
    return `event ${refersTo}`;
  }
  if (typeof route === "string") {
    const address = typeof sought === "string" ? route.replace("{id}", sought) : route;
    return `${typeof method === "string" ? `${method} ` : ""}${address}`;
  }
  if (typeof of === "string") {
    return of.replaceAll("_", " ");
  }
  const [whose] = [account, accounts].map(texts).filter((each) => each.length > 0);
  return whose ? `${whose.length === 1 ? "account" : "accounts"} ${whose.join(", ")}` : "–";
}
