import { useSyncExternalStore } from "react";

/** A value that stands beside the tree of components, of which each that uses it is told. The server knows the first one alone. */
export function sharedValue<T>(first: T) {
  let value = first;
  const listeners = new Set<() => void>();
  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
  return {
    set(next: T): void {
      value = next;
      for (const tell of listeners) {
        tell();
      }
    },
    useValue: (): T =>
      useSyncExternalStore(
        subscribe,
        () => value,
        () => first,
      ),
  };
}
