import { useSyncExternalStore } from "react";
import type { z } from "zod";

const EVENT = "pedigree-memory";

interface Memory<Value> {
  read(): Value | null;
  write(value: Value): void;
  use(): Value | null;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(EVENT, onChange);
  // What another tab of this browser remembers.
  window.addEventListener("storage", onChange);
  return () => {
    window.removeEventListener(EVENT, onChange);
    window.removeEventListener("storage", onChange);
  };
}

/** Something that this browser keeps for good under `key`, whoever is signed in. What it cannot read counts as nothing. */
export function memory<Value>(key: string, schema: z.ZodType<Value>): Memory<Value> {
  let last: { text: string | null; value: Value | null } = { text: null, value: null };
  function parsed(text: string): Value | null {
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      return null;
    }
  }
  function read(): Value | null {
    const text = localStorage.getItem(key);
    if (text !== last.text) {
      last = { text, value: text === null ? null : parsed(text) };
    }
    return last.value;
  }
  return {
    read,
    write(value) {
      localStorage.setItem(key, JSON.stringify(value));
      window.dispatchEvent(new Event(EVENT));
    },
    use: () => useSyncExternalStore(subscribe, read, () => null),
  };
}
