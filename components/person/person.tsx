import { Bot, UserRound } from "lucide-react";
import { shorten } from "@/components/kind/shorten";
import { Link } from "@/components/ui/link";
import type { Who } from "@/lib/contract/reply";

const MOST_PSEUDONYM = 14;

/** Who acted: the name before the id; a pseudonym where the name is erased or not for this reader. */
export function Person({ who, isLink = true }: { who: Who; isLink?: boolean }) {
  const Icon = who.type === "user" ? UserRound : Bot;
  const name = who.name ?? who.username;
  const shown = (
    <>
      <Icon aria-label={who.type === "user" ? "person" : who.type} className="shrink-0 text-ink-faint" size={13} />
      {name ? (
        <bdi className="truncate">{name}</bdi>
      ) : (
        <span className="truncate font-mono text-xs" title={`${who.account}: the name is erased or not for you to see`}>
          {shorten(who.account, MOST_PSEUDONYM)}
        </span>
      )}
    </>
  );
  const actor = new URLSearchParams({ actor: who.username ?? who.account });
  return isLink ? (
    <Link className="link inline-flex max-w-full items-center gap-1 align-middle" href={`/audit?${actor}`}>
      {shown}
    </Link>
  ) : (
    <span className="inline-flex max-w-full items-center gap-1 align-middle">{shown}</span>
  );
}
