/** The first group of `pattern` in a text that may be absent. */
function first(text: string | undefined, pattern: RegExp): string | undefined {
  return pattern.exec(text ?? "")?.[1]?.trim() || undefined;
}

/** `debian 12`, from /etc/os-release (os-release(5)); undefined where it does not say. */
export function osRelease(text: string | undefined): string | undefined {
  const id = first(text, /^ID=["']?([^"'\n]*)["']?$/m);
  const version = first(text, /^VERSION_ID=["']?([^"'\n]*)["']?$/m);
  return id && [id, version].filter(Boolean).join(" ");
}

/** Names of vector instructions among a processor's flags: floating-point results depend on them in their last digits. */
const SIMD = /^(sse\d?(_\d)?|ssse3|fma|f16c|avx\w*|amx\w*|asimd\w*|sve\w*|sme(?!p)\w*|neon|bf16|fphp)$/;

/** A processor as /proc/cpuinfo tells it. What it does not tell is absent. */
export function cpuInfo(text: string | undefined) {
  const flags = first(text, /^(?:flags|Features)\s*:\s*(.*)$/m)?.split(/\s+/) ?? [];
  const simd = [...new Set(flags.filter((flag) => SIMD.test(flag)))].sort();
  const threads = [...(text ?? "").matchAll(/^processor\s*:\s*\d+$/gm)].length;
  return {
    cpu: first(text, /^model name\s*:\s*(.*)$/m),
    threads: threads > 0 ? threads : undefined,
    simd: simd.length > 0 ? simd : undefined,
  };
}

/** The driver's version in /proc/driver/nvidia/version. */
export function nvidiaDriver(text: string | undefined): string | undefined {
  return first(text, /^NVRM version:.*?\s(\d+\.\d+(?:\.\d+)?)\s/m);
}

/** The devices in what `nvidia-smi --query-gpu=name,memory.total --format=csv,noheader` prints, in its order. */
export function nvidiaDevices(text: string | undefined): string[] | undefined {
  const devices = (text ?? "").split(/\r?\n/).map((line) => line.trim().replace(/\s*,\s*/, " "));
  const named = devices.filter((device) => / \d+ MiB$/.test(device));
  return named.length > 0 ? named : undefined;
}

/** The toolkit's version in CUDA's version.json, or in the older version.txt. */
export function cudaVersion(text: string | undefined): string | undefined {
  return first(text, /"cuda"\s*:\s*\{[^}]*"version"\s*:\s*"([^"]+)"/) ?? first(text, /^CUDA Version (\d[\d.]*)/m);
}

/** cuDNN's version in its header cudnn_version.h. */
export function cudnnVersion(text: string | undefined): string | undefined {
  const parts = ["MAJOR", "MINOR", "PATCHLEVEL"].map((part) =>
    first(text, new RegExp(`^#define CUDNN_${part}\\s+(\\d+)`, "m")),
  );
  return parts.includes(undefined) ? undefined : parts.join(".");
}
