import { expect, test } from "vitest";
import { cpuInfo, cudaVersion, cudnnVersion, nvidiaDevices, nvidiaDriver, osRelease } from "./machine";

test("the distribution by id and version; a rolling one has no version", () => {
  expect(osRelease('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n')).toBe("debian 12");
  expect(osRelease("NAME=Arch\nID=arch\n")).toBe("arch");
  expect(osRelease("")).toBeUndefined();
  expect(osRelease(undefined)).toBeUndefined();
});

test("the processor's model and vector instructions, not what changes by the second", () => {
  const one = (number: number, mhz: string) =>
    `processor\t: ${number}\nmodel name\t: AMD EPYC\ncpu MHz\t\t: ${mhz}\nflags\t\t: fpu sse sse4_2 avx2 smep smap sha_ni\n\n`;
  const told = cpuInfo(one(0, "2445.4") + one(1, "1200.0"));
  expect(told).toEqual({ cpu: "AMD EPYC", threads: 2, simd: ["avx2", "sse", "sse4_2"] });
  expect(cpuInfo(one(0, "1.0") + one(1, "2.0"))).toEqual(told);
  expect(cpuInfo("processor\t: 0\nFeatures\t: fp asimd sve2 crc32\n")).toEqual({
    cpu: undefined,
    threads: 1,
    simd: ["asimd", "sve2"],
  });
  expect(cpuInfo(undefined)).toEqual({ cpu: undefined, threads: undefined, simd: undefined });
});

test("NVIDIA's driver, devices, CUDA and cuDNN, each absent where its text is not there or says something else", () => {
  const driver =
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\nGCC version: …\n";
  expect(nvidiaDriver(driver)).toBe("535.104.05");
  expect(nvidiaDevices("NVIDIA A100-SXM4-40GB, 40960 MiB\nTesla T4, 15360 MiB\n")).toEqual([
    "NVIDIA A100-SXM4-40GB 40960 MiB",
    "Tesla T4 15360 MiB",
  ]);
  expect(
    nvidiaDevices("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."),
  ).toBeUndefined();
  const json =
    '{ "cuda" : { "name" : "CUDA SDK", "version" : "12.2.20230823" }, "cuda_cudart" : { "version" : "12.2.140" } }';
  expect(cudaVersion(json)).toBe("12.2.20230823");
  expect(cudaVersion("CUDA Version 10.1.243\n")).toBe("10.1.243");
  expect(cudnnVersion("#define CUDNN_MAJOR 8\n#define CUDNN_MINOR 9\n#define CUDNN_PATCHLEVEL 4\n")).toBe("8.9.4");
  expect(cudnnVersion("#define CUDNN_MAJOR 8\n")).toBeUndefined();
  expect([nvidiaDriver(""), cudaVersion("{}"), cudnnVersion(undefined)]).toEqual([undefined, undefined, undefined]);
});
