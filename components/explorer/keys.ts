import type { Direction } from "@/components/graph/nearest";

export type Command =
  | { readonly do: "move"; readonly direction: Direction }
  | { readonly do: "expand" | "expand other side" | "collapse" | "collapse other side" }
  | { readonly do: "focus" | "path" | "search" | "show all" | "zoom in" | "zoom out" | "switch" | "leave" };

const PLAIN: Readonly<Record<string, Command>> = {
  ArrowLeft: { do: "move", direction: "left" },
  ArrowRight: { do: "move", direction: "right" },
  ArrowUp: { do: "move", direction: "up" },
  ArrowDown: { do: "move", direction: "down" },
  e: { do: "expand" },
  E: { do: "expand other side" },
  c: { do: "collapse" },
  C: { do: "collapse other side" },
  f: { do: "focus" },
  p: { do: "path" },
  "/": { do: "search" },
  "0": { do: "show all" },
  "+": { do: "zoom in" },
  "=": { do: "zoom in" },
  "-": { do: "zoom out" },
  t: { do: "switch" },
  Escape: { do: "leave" },
};

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key does in the explorer; null for keys that belong to the browser or to nobody. */
export function commandOf(press: KeyPress): Command | null {
  return press.ctrlKey || press.metaKey || press.altKey ? null : (PLAIN[press.key] ?? null);
}
