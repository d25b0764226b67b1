import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { audit, sayAudit } from "./audit";
import { pedigreeSbom } from "./sbom";

// `npm run sbom` and `npm run audit`: what Pedigree itself is made of, and what is known of it.

async function writeSbom(file: string): Promise<void> {
  const sbom = await pedigreeSbom();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`${file}: ${sbom.components.length} packages`);
}

async function main(task: string | undefined, file = ""): Promise<number> {
  if (task === "sbom") {
    await writeSbom(file);
    return 0;
  }
  const audited = await audit();
  console.log(sayAudit(audited));
  return audited.outcome === "vulnerable" ? 1 : 0;
}

const [, , task, file] = process.argv;
process.exitCode = await main(task, file);
