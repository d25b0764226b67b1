import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { ROOT } from "@/cli/supervise/home";
import { graphSchemaDocument } from "@/graph-schema/document";
import { eventJsonSchema } from "@/graph-schema/event-schema";
import { permissionsDocument } from "@/lib/http/permissions-document";
import { routeTable } from "@/lib/http/route-table";
import { dataClassesDocument } from "@/lib/privacy/classification";

/** `pedigree docs`: writes the documents that are made from the schema. */
export function register(program: Command): void {
  program
    .command("docs")
    .description(
      "Write docs/graph-schema.md, docs/event.schema.json, docs/data-classes.md and docs/permissions.md anew from what the code says.",
    )
    .action(async () => {
      writeFileSync(join(ROOT, "docs", "graph-schema.md"), graphSchemaDocument());
      writeFileSync(join(ROOT, "docs", "event.schema.json"), `${JSON.stringify(eventJsonSchema(), null, 2)}\n`);
      writeFileSync(join(ROOT, "docs", "data-classes.md"), dataClassesDocument());
      const routes = await routeTable(join(ROOT, "app"));
      writeFileSync(join(ROOT, "docs", "permissions.md"), permissionsDocument(routes));
      console.log("Wrote docs/graph-schema.md, docs/event.schema.json, docs/data-classes.md and docs/permissions.md.");
    });
}
