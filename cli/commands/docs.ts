import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { ROOT } from "@/cli/supervise/home";
import { graphSchemaDocument } from "@/graph-schema/document";
import { eventJsonSchema } from "@/graph-schema/event-schema";
import { dataClassesDocument } from "@/lib/privacy/classification";

/** `pedigree docs`: writes the documents that are made from the schema. */
export function register(program: Command): void {
  program
    .command("docs")
    .description("Write docs/graph-schema.md, docs/event.schema.json and docs/data-classes.md anew from the schemas.")
    .action(() => {
      writeFileSync(join(ROOT, "docs", "graph-schema.md"), graphSchemaDocument());
      writeFileSync(join(ROOT, "docs", "event.schema.json"), `${JSON.stringify(eventJsonSchema(), null, 2)}\n`);
      writeFileSync(join(ROOT, "docs", "data-classes.md"), dataClassesDocument());
      console.log("Wrote docs/graph-schema.md, docs/event.schema.json and docs/data-classes.md.");
    });
}
