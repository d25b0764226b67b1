import { CopyButton } from "./copyable";

/** The record as it is stored, to read and to copy. */
export function RawJson({ value, what }: { value: unknown; what: string }) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <div className="flex flex-col gap-1">
      <div className="self-end">
        <CopyButton text={text} what={what} />
      </div>
      <section
        aria-label={what}
        className="max-h-[60vh] overflow-auto rounded-md border border-line bg-ground p-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        {text}
      </section>
    </div>
  );
}
