import { execFile } from "node:child_process";
import { ROOT } from "@/cli/supervise/home";

/** What npm prints when it is run in the clone, whether or not it is content with what it found. */
export function npm(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("npm", args, { cwd: ROOT, maxBuffer: 2 ** 28 }, (error, printed, said) =>
      printed === "" && error ? reject(new Error(`npm ${args[0]}: ${said || error.message}`)) : resolve(printed),
    );
  });
}
