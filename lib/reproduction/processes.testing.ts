import { readdirSync, readFileSync } from "node:fs";

/** For tests: the processes of this machine whose command line has `mark`. */
export function processesWith(mark: string): string[] {
  return readdirSync("/proc").filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/cmdline`, "utf8").includes(mark);
    } catch {
      return false;
    }
  });
}
