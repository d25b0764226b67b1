import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { machine, release } from "node:os";
import { join } from "node:path";
import { Machine } from "@/lib/contract/environment";
import { SetupError } from "@/lib/errors";
import { cpuInfo, cudaVersion, cudnnVersion, nvidiaDevices, nvidiaDriver, osRelease } from "@/lib/exchange/machine";

/** What is looked at to find out about a machine. */
export interface Place {
  /** The folder that holds /proc, /etc and /usr; the machine's own is `/`. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where programs are run: which Python is the first may depend on it. */
  readonly folder: string;
  /** The container image's digest, where somebody says it; `PEDIGREE_IMAGE_DIGEST` otherwise. */
  readonly image?: string;
  /** The Python that is used, where it is not that of the active environment or the first on the path. */
  readonly python?: string;
}

const PATIENCE_MS = 20_000;
const PYTHON = "import platform; print(platform.python_implementation(), platform.python_version())";
const CUDNN_HEADERS = [
  "usr/include",
  "usr/include/x86_64-linux-gnu",
  "usr/include/aarch64-linux-gnu",
  "usr/local/cuda/include",
];

/** What a program prints; undefined where it is not there or fails, so that its fact is absent. */
function printed(program: string, args: readonly string[], { env, folder: cwd }: Place): string | undefined {
  try {
    const output = execFileSync(program, args, {
      encoding: "utf8",
      env,
      cwd,
      timeout: PATIENCE_MS,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return output.trim() || undefined;
  } catch {
    return undefined;
  }
}

function content(root: string, ...paths: readonly string[]): string | undefined {
  const found = paths.map((path) => join(root, path)).find((path) => existsSync(path));
  return found === undefined ? undefined : readFileSync(found, "utf8");
}

/** The Python of the active environment, else the first on the path. One that was named must be there. */
function pythonOf(place: Place): string | undefined {
  const { env, python } = place;
  const active = env.VIRTUAL_ENV ?? env.CONDA_PREFIX;
  const version = printed(python ?? (active ? join(active, "bin", "python") : "python3"), ["-c", PYTHON], place);
  if (python !== undefined && version === undefined) {
    throw new SetupError(
      `${python} is no Python that runs.`,
      "Say the program with --python, such as --python .venv/bin/python.",
    );
  }
  return version;
}

function accelerators(place: Place) {
  const { root, env } = place;
  const devices = printed("nvidia-smi", ["--query-gpu=name,memory.total", "--format=csv,noheader"], place);
  return {
    gpus: nvidiaDevices(devices),
    driver: nvidiaDriver(content(root, "proc/driver/nvidia/version")),
    cuda:
      cudaVersion(content(root, "usr/local/cuda/version.json", "usr/local/cuda/version.txt")) ??
      (env.CUDA_VERSION || undefined),
    cudnn:
      cudnnVersion(content(root, ...CUDNN_HEADERS.map((folder) => `${folder}/cudnn_version.h`))) ??
      (env.NV_CUDNN_VERSION || undefined),
  };
}

/** Finds out about the machine without writing anything. What cannot be found is absent. */
export function machineAt(place: Place): Machine {
  const { root, env, image = env.PEDIGREE_IMAGE_DIGEST || undefined } = place;
  const found = {
    os: osRelease(content(root, "etc/os-release", "usr/lib/os-release")),
    kernel: `${process.platform} ${release()}`,
    // Only glibc tells itself so: `glibc 2.36`.
    libc: printed("getconf", ["GNU_LIBC_VERSION"], place),
    architecture: machine(),
    ...cpuInfo(content(root, "proc/cpuinfo")),
    ...accelerators(place),
    // As docker tells it: name@sha256:<hex>.
    image_digest: image?.replace(/^.*@/, ""),
    python: pythonOf(place),
    node: printed("node", ["--version"], place)?.replace(/^v/, ""),
  };
  const parsed = Machine.safeParse(found);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ");
    throw new SetupError(
      `The machine is not told as it must be: ${wrong}.`,
      "An image is told by its digest: --image sha256:<64 hex digits>.",
    );
  }
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}

/** The fields that were not found, in the schema's order. */
export function absentIn(machine: Machine): string[] {
  const known: Readonly<Record<string, unknown>> = machine;
  return Object.keys(Machine.shape).filter((field) => known[field] === undefined);
}

const CONTAINER = /docker|kubepods|containerd|libpod|lxc/;

/** Does this run in a container? Its image's digest is known outside of it alone. */
export function isContained({ root }: Pick<Place, "root">): boolean {
  const isMarked = [".dockerenv", "run/.containerenv"].some((path) => existsSync(join(root, path)));
  return isMarked || CONTAINER.test(content(root, "proc/1/cgroup") ?? "");
}
