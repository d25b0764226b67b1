import type { JsonValue } from "@/cli/remote/json-values";
import { EVENT_TYPE, envelopeText, signedEnvelope } from "@/lib/tlog/dsse";
import type { KeyFile } from "./key-file";

/** Does the event say in which project it is? What is no JSON object says nothing, and is for the app to refuse. */
function namesProject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "project" in value;
  } catch {
    return true;
  }
}

/**
 * An event as it stands in the input, signed: every character of it. One that names no project gets the one it is sent to,
 * so that the signature is for that alone.
 */
export function signEvent({ text, line }: JsonValue, key: KeyFile, project: string): JsonValue {
  // As text: parsing it and writing it anew could change a number.
  const whole = namesProject(text) ? text : text.replace("{", `{"project":${JSON.stringify(project)},`);
  return { text: envelopeText(signedEnvelope(EVENT_TYPE, Buffer.from(whole), [key])), line };
}
