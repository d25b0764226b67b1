import { useSyncExternalStore } from "react";
import { type Place, parseAsPlace, placeOf } from "./address";

const KEY = "pedigree-recent";
const MOST = 12;
const EVENT = "pedigree-recent";
const NONE: readonly Place[] = [];

let read: { text: string; places: readonly Place[] } = { text: "", places: NONE };

function snapshot(): readonly Place[] {
  const text = sessionStorage.getItem(KEY) ?? "";
  if (text !== read.text) {
    read = { text, places: text.split("\n").flatMap((line) => placeOf(line) ?? []) };
  }
  return read.places;
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(EVENT, onChange);
  return () => window.removeEventListener(EVENT, onChange);
}

/** Remembers, for this tab and until signing out, that the explorer stood on `place`. Ids only. */
export function remember(place: Place): void {
  const line = parseAsPlace.serialize(place);
  const others = snapshot()
    .map(parseAsPlace.serialize)
    .filter((other) => other !== line);
  sessionStorage.setItem(KEY, [line, ...others].slice(0, MOST).join("\n"));
  window.dispatchEvent(new Event(EVENT));
}

/** The last places on which the explorer stood in this tab, newest first. */
export function useRecent(): readonly Place[] {
  return useSyncExternalStore(subscribe, snapshot, () => NONE);
}
