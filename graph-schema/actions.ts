import { z } from "zod";
import { ACCOUNTS } from "./actions/accounts";
import type { Action } from "./actions/action";
import { CONTENTS } from "./actions/contents";
import { DECISIONS } from "./actions/decisions";
import { FACTS } from "./actions/facts";
import { LOOKS } from "./actions/looks";
import { PRIVACY } from "./actions/privacy";
import { SYSTEM } from "./actions/system";

/** Every action that an event may name, with what it lifts out of the metadata. */
export const ACTIONS = { ...FACTS, ...DECISIONS, ...LOOKS, ...CONTENTS, ...ACCOUNTS, ...SYSTEM, ...PRIVACY } as const;

export type ActionName = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as [ActionName, ...ActionName[]];
export const ActionNameSchema = z.enum(ACTION_NAMES);

/** The catalogue's row for `action`, with its optional fields visible to the compiler. */
export function action(name: ActionName): Action {
  return ACTIONS[name];
}

/** The actions that tell something about an artifact itself: what producers may send, and what became of its bytes. */
export const TELLING_ACTIONS = ACTION_NAMES.filter((name) =>
  ["fact", "decision", "content"].includes(action(name).family),
) as [ActionName, ...ActionName[]];

/** The actions by which somebody looks at something, and changes nothing. */
export const LOOK_ACTIONS = ACTION_NAMES.filter((name) => action(name).family === "look");

/** The actions that producers may send as events: facts, and decisions taken elsewhere (asserted). */
export const WIRE_ACTIONS = ACTION_NAMES.filter(
  (name) => action(name).family === "fact" || action(name).family === "decision",
) as [ActionName, ...ActionName[]];
