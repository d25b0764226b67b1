"use client";

import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button, TooltipTrigger } from "react-aria-components";
import { shortId } from "@/components/kind/shorten";
import { Tip } from "./button";

const COPIED_MS = 1_600;

function useCopy(text: string): { copied: boolean; copy: () => Promise<void> } {
  const [copied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  }
  return { copied, copy };
}

function CopyMark({ copied }: { copied: boolean }) {
  return copied ? (
    <Check aria-hidden="true" className="shrink-0 text-ok" size={12} />
  ) : (
    <Copy aria-hidden="true" className="shrink-0 text-ink-faint" size={12} />
  );
}

function Said({ copied }: { copied: boolean }) {
  return (
    <span className="sr-only" role="status">
      {copied ? "copied" : ""}
    </span>
  );
}

interface CopyableProps {
  text: string;
  /** What the text is, as in "Copy digest". */
  what: string;
  /** Characters to show before it is shortened in the middle. */
  most?: number;
}

/** An id or a digest: monospaced, shortened, whole on hover and focus; a press copies it and says so. */
export function Copyable({ text, what, most = 28 }: CopyableProps) {
  const { copied, copy } = useCopy(text);
  return (
    <TooltipTrigger closeDelay={0} delay={300}>
      <Button
        aria-label={`Copy ${what} ${text}`}
        className="inline-flex max-w-full items-center gap-1 rounded-sm px-0.5 font-mono text-xs data-hovered:bg-raised"
        onPress={copy}
      >
        <bdi className="truncate">{shortId(text, most)}</bdi>
        <CopyMark copied={copied} />
      </Button>
      <Tip>{copied ? "copied" : <span className="font-mono break-all">{text}</span>}</Tip>
      <Said copied={copied} />
    </TooltipTrigger>
  );
}

interface TellingTextProps {
  /** What a press copies. */
  copies: string;
  /** What hover and focus tell. */
  tip: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Text that tells more on hover and on focus, and copies its exact form when pressed. */
export function TellingText({ copies, tip, className = "", children }: TellingTextProps) {
  const { copied, copy } = useCopy(copies);
  return (
    <TooltipTrigger closeDelay={0} delay={300}>
      <Button className={`rounded-sm text-left data-hovered:bg-raised ${className}`} onPress={copy}>
        {children}
      </Button>
      <Tip>{copied ? "copied" : tip}</Tip>
      <Said copied={copied} />
    </TooltipTrigger>
  );
}

/** A small button that copies a longer text, like a whole record. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <>
      <Button
        className="inline-flex h-6 items-center gap-1 rounded-sm px-1.5 text-xs text-ink-soft data-hovered:bg-raised data-hovered:text-ink"
        onPress={copy}
      >
        <CopyMark copied={copied} />
        {copied ? "copied" : `Copy ${what}`}
      </Button>
      <Said copied={copied} />
    </>
  );
}
