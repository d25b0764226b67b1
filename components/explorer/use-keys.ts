import { useEffect } from "react";
import { type Command, commandOf } from "./keys";

/** Marks the part of the page whose key presses are the explorer's. */
export const KEY_AREA = "data-explorer-keys";

function isOurs(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target instanceof HTMLInputElement) {
    return false;
  }
  const isNobodys = target === document.body || target.id === "main";
  return isNobodys || target.closest(`[${KEY_AREA}]`) !== null;
}

/** Hands the explorer its keys: those pressed within it, and those pressed where nothing else has the keyboard. */
export function useKeys(onCommand: (command: Command) => boolean): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const command = event.defaultPrevented || !isOurs(event.target) ? null : commandOf(event);
      if (command && onCommand(command)) {
        event.preventDefault();
      }
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [onCommand]);
}
