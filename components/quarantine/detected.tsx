import type { Redacted } from "@/lib/contract/personal";

/** What was found where; never what it says. */
export function Detected({ detected }: { detected: readonly Redacted[] }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {detected.map(({ kind, pointer, count }) => (
        <li className="flex flex-wrap items-baseline gap-x-2" key={`${kind} ${pointer}`}>
          <span>
            {kind.replaceAll("_", " ")}
            {count > 1 ? ` × ${count}` : ""}
          </span>
          <code className="font-mono text-xs break-all text-ink-soft">{pointer}</code>
        </li>
      ))}
    </ul>
  );
}
