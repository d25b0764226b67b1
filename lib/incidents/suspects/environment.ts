import type { Change, Detail, Signal, Suspect } from "@/lib/contract/cause";
import { type Case, recordsOf, signal, suspect } from "./case";

/** Packages whose releases are known to change what a model computes. */
const NUMERICS = new Set([
  "numpy",
  "scipy",
  "pandas",
  "polars",
  "pyarrow",
  "scikit-learn",
  "torch",
  "tensorflow",
  "keras",
  "jax",
  "jaxlib",
  "xgboost",
  "lightgbm",
  "catboost",
  "onnxruntime",
  "transformers",
  "tokenizers",
  "statsmodels",
  "numba",
  "cupy",
  "mkl",
  "openblas",
]);
const PROCESSOR = new Set(["cuda", "cudnn", "driver", "gpu", "gpus", "simd", "cpu", "architecture", "libc"]);

const CHANGED = 10;
const UNKNOWN_PACKAGES = 15;
const MAJOR = { numerics: 45, other: 8 } as const;
const MINOR = { numerics: 15, other: 2 } as const;
const PATCH = { numerics: 4, other: 1 } as const;
const OTHER_BYTES = 40;
const GONE = { numerics: 30, other: 4 } as const;
const LANGUAGE = 20;
const HARDWARE = 20;
/** Beyond the weightiest packages the rest of an environment adds nothing. */
const MOST_SIGNALS = 5;

function parts(version: string | null): readonly [major: string, minor: string] {
  const [major = "", minor = ""] = (version ?? "").split(/[.\s]/);
  return [major, minor];
}

function packageSignal({ name, before, after }: Detail, evidence: Signal["evidence"]): Signal {
  const kind = NUMERICS.has(name) ? "numerics" : "other";
  const said = { name, before: before ?? "not there", after: after ?? "not there", numerics: kind === "numerics" };
  if (after?.endsWith("(other bytes)")) {
    return signal("package_other_bytes", OTHER_BYTES, evidence, said);
  }
  if (before === null || after === null) {
    return signal("package_came_or_went", GONE[kind], evidence, said);
  }
  const [[wasMajor, wasMinor], [isMajor, isMinor]] = [parts(before), parts(after)];
  // Before 1.0 the second number is the one that breaks.
  const isMajorChange = wasMajor !== isMajor || (wasMajor === "0" && wasMinor !== isMinor);
  if (isMajorChange) {
    return signal("package_major", MAJOR[kind], evidence, said);
  }
  return wasMinor === isMinor
    ? signal("package_patch", PATCH[kind], evidence, said)
    : signal("package_minor", MINOR[kind], evidence, said);
}

function fieldSignal({ name, before, after }: Detail, evidence: Signal["evidence"]): Signal[] {
  const said = { name, before: before ?? "not recorded", after: after ?? "not recorded" };
  if (name === "python" || name === "node") {
    const isPatch = parts(before).join(".") === parts(after).join(".");
    return [signal("language_changed", isPatch ? MINOR.other : LANGUAGE, evidence, said)];
  }
  if (name === "lockfile_sha256") {
    return [signal("packages_unknown", UNKNOWN_PACKAGES, evidence)];
  }
  return PROCESSOR.has(name) ? [signal("processor_changed", HARDWARE, evidence, said)] : [];
}

function signalsOf(change: Change): Signal[] {
  const evidence = recordsOf(change);
  return change.details
    .flatMap((each) => (each.kind === "package" ? [packageSignal(each, evidence)] : fieldSignal(each, evidence)))
    .sort((a, b) => b.points - a.points)
    .slice(0, MOST_SIGNALS);
}

/** The environments that are others than before, by what in them changed most. */
export function environmentSuspects({ changes }: Case): Suspect[] {
  return changes
    .filter(({ aspect, after }) => aspect === "environment" && after !== null)
    .map((change) => {
      const [most, ...rest] = signalsOf(change);
      const changed = signal("environment_is_other", CHANGED, recordsOf(change), { changed: change.detailsTotal });
      // An update of many packages is not many times as suspicious as that of its weightiest.
      const weightless = rest.map((each) => ({ ...each, points: 0 }));
      const id = change.after?.value ?? "";
      return suspect("environment_changed", [changed, ...(most ? [most] : []), ...weightless], {
        subject: change.after?.ref ?? null,
        params: { id, ...(most?.params.name === undefined ? {} : { name: most.params.name }) },
      });
    });
}
