import type { Suspect } from "@/lib/contract/cause";
import { type Case, signal, suspect } from "./case";
import { dataSuspects } from "./data";
import { environmentSuspects } from "./environment";
import { codeSuspects, parameterSuspects } from "./making";
import {
  attestationSuspects,
  causing,
  configurationSuspects,
  driftSuspects,
  formatSuspects,
  passageSuspects,
} from "./passage";

/** The answer where the record shows no change: said first, so that nobody takes what is left for a cause. */
function nothingChanged(scene: Case): Suspect[] {
  if (causing(scene).length > 0) {
    return [];
  }
  const { deployment, modelVersion } = scene.after;
  const { type, id, eventId } = deployment ?? modelVersion;
  const ref = { type, id };
  return [suspect("nothing_changed", [signal("same_as_before", 0, [{ ref, eventId }], { id })], { params: { id } })];
}

/**
 * Who of what changed may be the cause, likeliest first, each with its reasons and what they rest on. Pure: it sees the two
 * snapshots, what differs between them and what had been said of it. It accuses nobody: a weight says where to look first.
 */
export function rankedSuspects(scene: Case): Suspect[] {
  const ranked = [
    ...dataSuspects(scene),
    ...codeSuspects(scene),
    ...environmentSuspects(scene),
    ...parameterSuspects(scene),
    ...configurationSuspects(scene),
    ...formatSuspects(scene),
    ...attestationSuspects(scene),
    ...passageSuspects(scene),
    ...driftSuspects(scene),
  ].sort((a, b) => b.weight - a.weight);
  return [...nothingChanged(scene), ...ranked];
}
