"use client";

import type { ReactNode } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from "react-aria-components";

const SHAPE =
  "inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-75 select-none data-disabled:opacity-50 data-pending:opacity-70";

const LOOK = {
  primary:
    "border-transparent bg-accent text-accent-ink data-hovered:bg-accent-pressed data-pressed:bg-accent-pressed data-hovered:data-disabled:bg-accent",
  plain: "border-line-strong bg-panel text-ink data-hovered:bg-raised data-pressed:bg-pressed",
  quiet:
    "border-transparent bg-transparent text-ink-soft data-hovered:bg-raised data-hovered:text-ink data-pressed:bg-pressed",
  danger: "border-bad bg-panel text-bad data-hovered:bg-bad-wash data-pressed:bg-bad-wash",
} as const;

const SIZE = { small: "h-7 px-2 text-xs", usual: "h-8 px-3 text-sm", large: "h-10 px-4 text-base" } as const;

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className"> {
  look?: keyof typeof LOOK;
  size?: keyof typeof SIZE;
  children: ReactNode;
  className?: string;
}

/** A button whose words say what happens. */
export function Button({ look = "plain", size = "usual", className = "", children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`${SHAPE} ${LOOK[look]} ${SIZE[size]} ${className}`}>
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaButtonProps, "children" | "className" | "aria-label"> {
  /** What it does; read aloud, and shown on hover and focus. */
  label: string;
  /** The key that does the same, shown beside the label. */
  hint?: string;
  children: ReactNode;
  className?: string;
}

/** A button with an icon only; its words appear on hover and focus. */
export function IconButton({ label, hint, children, className = "", ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger closeDelay={0} delay={400}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={`inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-soft data-disabled:opacity-40 data-hovered:bg-raised data-hovered:text-ink data-pressed:bg-pressed ${className}`}
      >
        {children}
      </AriaButton>
      <Tip>
        {label}
        {hint ? <kbd className="ml-2 font-mono text-2xs opacity-80">{hint}</kbd> : null}
      </Tip>
    </TooltipTrigger>
  );
}

/** The box in which a tooltip's words stand. */
export function Tip({ children }: { children: ReactNode }) {
  return (
    <Tooltip className="max-w-96 rounded-md bg-ink px-2 py-1 text-xs break-words text-panel" offset={6}>
      {children}
    </Tooltip>
  );
}
