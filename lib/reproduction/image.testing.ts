import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PROGRAMS = ["sh", "cat", "ls", "id", "env", "grep", "sleep"];

/** Programs of this machine with the libraries that they name, below `root`: a small system. */
function installed(root: string): void {
  for (const name of PROGRAMS) {
    const program = realpathSync(execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim());
    const libraries = execFileSync("ldd", [program], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
    for (const [from, to] of [[program, `/bin/${name}`], ...libraries.map((each) => [each, each])] as const) {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      if (!existsSync(join(root, to))) {
        copyFileSync(from, join(root, to));
      }
    }
  }
}

/** For tests: an image in podman's store, and its digest. `files` are put into it by their paths; `more` changes its root before it is packed. */
export function madeImage(
  files: Readonly<Record<string, string>>,
  { changes = [], more = () => undefined }: { changes?: readonly string[]; more?: (root: string) => void } = {},
): { readonly digest: string; readonly remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), "pedigree-image-"));
  try {
    installed(root);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    more(root);
    const archive = `${root}.tar`;
    execFileSync("tar", ["--create", "--file", archive, "--directory", root, "."]);
    const named = ["import", "--quiet", ...changes.flatMap((each) => ["--change", each]), archive];
    const id = execFileSync("podman", named, { encoding: "utf8" }).trim();
    rmSync(archive);
    const digest = execFileSync("podman", ["image", "inspect", "--format", "{{.Digest}}", id], { encoding: "utf8" });
    return { digest: digest.trim(), remove: () => void execFileSync("podman", ["image", "rm", "--force", id]) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
