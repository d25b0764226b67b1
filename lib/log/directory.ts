import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { createOnce, replaceFile } from "@/lib/keys/durable";
import { type LogStorage, Tampered } from "./storage";

/** The log's files in a directory of this machine, as static servers and offline verifiers read them. */
export function directoryStorage(root: string): LogStorage {
  const at = (path: string) => join(/* turbopackIgnore: true */ root, path);
  const prepared = (path: string) => {
    mkdirSync(dirname(at(path)), { recursive: true, mode: 0o700 });
    return at(path);
  };
  return {
    async read(path) {
      return existsSync(at(path)) ? readFileSync(at(path)) : undefined;
    },
    async create(path, bytes) {
      if (!(await createOnce(prepared(path), bytes)) && Buffer.compare(readFileSync(at(path)), bytes) !== 0) {
        throw new Tampered(`${path} is there with other bytes`);
      }
    },
    async replace(path, bytes) {
      await replaceFile(prepared(path), bytes);
    },
    async remove(path) {
      rmSync(at(path), { force: true });
      // The folder of a tile's partial versions goes with the last of them.
      if (existsSync(dirname(at(path))) && readdirSync(dirname(at(path))).length === 0) {
        rmdirSync(dirname(at(path)));
      }
    },
    async purge() {
      return 0;
    },
    async list(folder) {
      return existsSync(at(folder))
        ? readdirSync(at(folder), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile() && !entry.name.startsWith(".new-"))
            .map((entry) => relative(at("."), join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
        : [];
    },
  };
}
