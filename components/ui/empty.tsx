import type { ReactNode } from "react";
import { Copyable } from "./copyable";

interface EmptyProps {
  title: string;
  children?: ReactNode;
  /** The command that brings the first row here. */
  command?: string;
}

/** Says that there is nothing, and teaches what would change that. */
export function Empty({ title, children, command }: EmptyProps) {
  return (
    <div className="flex flex-col items-start gap-2 px-4 py-8">
      <p className="text-base font-medium">{title}</p>
      {children ? <div className="max-w-[65ch] text-ink-soft">{children}</div> : null}
      {command ? (
        <p className="rounded-md border border-line bg-ground px-2 py-1.5">
          <Copyable most={200} text={command} what="command" />
        </p>
      ) : null}
    </div>
  );
}
