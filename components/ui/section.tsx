import type { ReactNode } from "react";

interface SectionProps {
  title: string;
  /** For addresses that lead here. */
  id?: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** A part of a page or panel, under its own heading. */
export function Section({ title, id, aside, children }: SectionProps) {
  return (
    <section aria-label={title} className="border-b border-line px-4 py-3 last:border-b-0" id={id}>
      <div className="mb-1.5 flex items-center justify-between gap-4">
        <h2 className="label">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Names and values, one under another. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[minmax(5rem,7rem)_1fr] gap-x-4 sm:grid-cols-[minmax(6rem,9rem)_1fr] gap-y-1">
      {children}
    </dl>
  );
}

/** One name and its value. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
