import type { Change, Signal, Suspect } from "@/lib/contract/cause";
import { type Case, recordsOf, signal, suspect, wasApproved } from "./case";

const CONFIGURATION = { alone: 60, among: 8 } as const;
const FORMAT = { format: 35, framework: 25 } as const;
const FAILED = { failed: 35, warned: 25 } as const;
const MISSING = 12;
const UNAPPROVED = { nobody: 12, automated: 8, overridden: 10 } as const;
const DRIFT = 20;

/** What can make a model answer otherwise. */
const CAUSING = new Set(["data", "upstream_data", "code", "environment", "parameter", "configuration", "format"]);

/** The changes that can make a model answer otherwise; metrics and approvals only tell of them. */
export function causing({ changes }: Pick<Case, "changes">): Change[] {
  return changes.filter(({ aspect }) => CAUSING.has(aspect));
}

/** A new version has a new configuration almost always; it is the one thing that changed where the model's file is the same. */
function configurationSignal(scene: Pick<Case, "before" | "after" | "changes">, change: Change): Signal {
  const [was, is] = [scene.before.modelVersion, scene.after.modelVersion];
  if (was.id === is.id) {
    return signal("only_configuration", CONFIGURATION.alone, recordsOf(change), { version: is.id });
  }
  const isAlone = causing(scene).every(({ aspect }) => aspect === "configuration");
  return isAlone && was.facts.sha256 !== undefined && was.facts.sha256 === is.facts.sha256
    ? signal("same_file_other_configuration", CONFIGURATION.alone, recordsOf(change), { before: was.id, after: is.id })
    : signal("configuration_is_other", CONFIGURATION.among, recordsOf(change));
}

/** A suspect for each value of the configuration that is another than before. */
export function configurationSuspects(scene: Pick<Case, "before" | "after" | "changes">): Suspect[] {
  return scene.changes
    .filter(({ aspect }) => aspect === "configuration")
    .map((change) =>
      suspect("configuration_changed", [configurationSignal(scene, change)], {
        subject: change.after?.ref ?? null,
        params: { id: scene.after.deployment?.id ?? "" },
      }),
    );
}

/** A model in another format, or by another framework, is read by other code. */
export function formatSuspects({ changes, after }: Case): Suspect[] {
  const signals = changes
    .filter(({ aspect }) => aspect === "format")
    .map((change) =>
      signal("format_is_other", change.name === "format" ? FORMAT.format : FORMAT.framework, recordsOf(change), {
        name: change.name,
        before: change.before?.value ?? "not recorded",
        after: change.after?.value ?? "not recorded",
      }),
    );
  const { type, id } = after.modelVersion;
  return signals.length > 0 ? [suspect("format_changed", signals, { subject: { type, id }, params: { id } })] : [];
}

/** Claims that had not passed when it went live, and those that the version before had and this one lacks. */
export function attestationSuspects({ changes, after }: Case): Suspect[] {
  const { type, id } = after.modelVersion;
  const failed = after.attestations.flatMap(({ facts, eventId, ...ref }): Signal[] => {
    const { result, claim } = facts;
    return result === "failed" || result === "warned"
      ? [
          signal("attestation_said", FAILED[result], [{ ref: { type: ref.type, id: ref.id }, eventId }], {
            claim: String(claim ?? "claim"),
            result,
          }),
        ]
      : [];
  });
  const missing = changes
    .filter(({ aspect, before, after: now }) => aspect === "attestation" && before?.value === "passed" && now === null)
    .map((change) => signal("attestation_lacks", MISSING, recordsOf(change), { claim: change.name }));
  const about = { subject: { type, id }, params: { id } };
  return [
    ...(failed.length > 0 ? [suspect("attestation_failed", failed, about)] : []),
    ...(missing.length > 0 ? [suspect("attestation_missing", missing, about)] : []),
  ];
}

/** It went live without anybody's approval: not a cause, but how a cause got through. */
export function passageSuspects({ passages, after }: Case): Suspect[] {
  if (wasApproved(after) || passages.length === 0) {
    return [];
  }
  const evidence = (some: Case["passages"]) => some.map(({ eventId }) => ({ ref: null, eventId }));
  const automated = passages.filter(({ isAutomated }) => isAutomated);
  const overriding = passages.filter(({ overridden }) => overridden.length > 0);
  const checks = [...new Set(overriding.flatMap(({ overridden }) => overridden))].join(", ").replaceAll("_", " ");
  const { type, id } = after.modelVersion;
  return [
    suspect(
      "unapproved_promotion",
      [
        signal("nobody_approved", UNAPPROVED.nobody, evidence(passages)),
        ...(automated.length > 0 ? [signal("promoted_automatically", UNAPPROVED.automated, evidence(automated))] : []),
        ...(overriding.length > 0
          ? [signal("check_overridden", UNAPPROVED.overridden, evidence(overriding), { checks })]
          : []),
      ],
      { subject: { type, id }, params: { id } },
    ),
  ];
}

/** What live monitoring said of its inputs before T: the world may have changed where the record did not. */
export function driftSuspects({ warnings, after }: Case): Suspect[] {
  const live = warnings.filter(
    ({ kind, about }) => kind === "drift" && (about.id === after.deployment?.id || about.id === after.modelVersion.id),
  );
  const [first] = live;
  const evidence = live.map(({ report, about, eventId }) => ({ ref: report ?? about, eventId }));
  return first
    ? [
        suspect("observed_drift", [signal("drift_observed", DRIFT, evidence, { id: first.about.id })], {
          subject: first.about,
          params: { id: first.about.id },
        }),
      ]
    : [];
}
