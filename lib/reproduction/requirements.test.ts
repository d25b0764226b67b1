import { expect, test } from "vitest";
import type { Package } from "@/lib/contract/environment";
import { condaInstallable } from "@/lib/exchange/conda-install";
import { installable, requirementsOf } from "./requirements";

const HASHES = [`sha256:${"a".repeat(64)}`];
const SIX: Package = { ecosystem: "pypi", name: "six", version: "1.16.0", hashes: HASHES };

test("a package is one line, with its extras, its condition and its digests", () => {
  const whole = { ...SIX, extras: ["more", "x_y"], markers: ["python_version < '3' and sys_platform != 'win32'"] };
  expect(requirementsOf({ packages: [whole] })).toEqual({
    text: `six[more,x_y]==1.16.0 ; python_version < '3' and sys_platform != 'win32' --hash=${HASHES[0]}\n`,
  });
  expect(requirementsOf({ packages: [{ ...SIX, version: "1!2.0rc1.post3+local.1" }] })).toHaveProperty("text");
});

// By an option that holds for all, pip would build a source package, whose code runs outside of the isolation.
const EVIL = `--no-binary :all:\nevil @ https://e.example/evil-1.tar.gz`;

test.each<[string, Partial<Package>]>([
  ["a line end in a version", { version: `1.16.0 --hash=${HASHES[0]}\n${EVIL}` }],
  ["an option in a version", { version: "1.16.0 --no-binary=:all:" }],
  ["a line end that only Python knows in a version", { version: "1.16.0\u0085--pre" }],
  ["a line end in a name", { name: "six\n--pre" }],
  ["an option as a name", { name: "--pre" }],
  ["a line end in an extra", { extras: ["x]\n--pre"] }],
  ["a line end that only Python knows in a condition", { markers: ["python_version < '3'\u0085--no-binary=:all:"] }],
  ["an option in a condition", { markers: ["python_version < '3' --no-binary=:all:"] }],
  ["an option as a condition", { markers: ["--pre"] }],
  ["a variable in a condition", { markers: [`os_name == '\${HOME}'`] }],
  ["a line that goes on", { markers: ["os_name == 'x' \\"] }],
])("%s never reaches pip", (_, odd) => {
  const told = requirementsOf({ packages: [{ ...SIX, ...odd }] });
  expect(told).toEqual({ reasons: [expect.objectContaining({ code: "package_not_locked" })] });
});

test("nor does it out of pip's own lockfile, or conda's", () => {
  const line = `six==1.16.0 ; python_version<"3"\u0085--no-binary=:all:\u0085evil @ https://e.example/x --hash=${HASHES[0]}\n`;
  expect(installable(line)).toHaveProperty("reasons");
  const entry = (name: string, manager: string, version: string) =>
    `- name: ${name}\n  version: ${JSON.stringify(version)}\n  manager: ${manager}\n  platform: linux-64\n  dependencies: {}\n  url: https://x.example/${name}-1.0-0.conda\n  hash:\n    sha256: ${"a".repeat(64)}\n  category: main\n  optional: false\n`;
  const conda = `version: 1\nmetadata:\n  content_hash:\n    linux-64: x\n  channels: []\n  platforms: [linux-64]\n  sources: []\npackage:\n${entry("python", "conda", "3.11.7")}${entry("six", "pip", `1.16.0 --hash=${HASHES[0]}\n${EVIL}`)}`;
  const chosen = condaInstallable(conda, { extras: [], groups: [] }, "linux-64").choose(() => true);
  expect(chosen).toHaveProperty("packages");
  expect("packages" in chosen && requirementsOf(chosen)).toHaveProperty("reasons");
});
