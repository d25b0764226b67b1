import { chmodSync, copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The adapters in `room`, where whoever runs a command can read them; those in the installation perhaps only we may. */
export function adaptersIn(room: string): string {
  const [from, to] = [join(import.meta.dirname, "adapters"), join(room, "adapters")];
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((each) => each.endsWith(".py"))) {
    copyFileSync(join(from, name), join(to, name));
    chmodSync(join(to, name), 0o644);
  }
  chmodSync(to, 0o755);
  return to;
}
