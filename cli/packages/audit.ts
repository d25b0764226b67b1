import { z } from "zod";
import { npm } from "./npm";

/** What the registry's audit came to; `unknown` where it could not be asked. */
export interface Audited {
  readonly outcome: "clean" | "vulnerable" | "unknown";
  readonly lines: readonly string[];
}

const Report = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.int(), critical: z.int(), total: z.int() }) }),
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
});
const Failure = z.object({ message: z.string().optional(), error: z.object({ summary: z.string() }) });

function read(printed: string): Audited {
  const report = Report.safeParse(JSON.parse(printed));
  if (!report.success) {
    const { message, error } = Failure.parse(JSON.parse(printed));
    return { outcome: "unknown", lines: [message ?? error.summary] };
  }
  const { metadata, vulnerabilities } = report.data;
  const { high, critical, total } = metadata.vulnerabilities;
  const lines = Object.entries(vulnerabilities).map(([name, { severity, range }]) => `${severity}: ${name} ${range}`);
  return { outcome: high + critical > 0 ? "vulnerable" : "clean", lines: [...lines, `${total} known`] };
}

/** Asks the registry which packages that Pedigree runs with have known weaknesses. High and critical ones count. */
export async function audit(...options: string[]): Promise<Audited> {
  return read(await npm("audit", "--omit=dev", "--json", ...options));
}

/** What came of it, in words. */
export function sayAudit({ outcome, lines }: Audited): string {
  const said = {
    clean: "No package has a known weakness that is high or critical.",
    vulnerable: "Packages have known weaknesses:",
    unknown:
      "NOT AUDITED: the registry offers no audit here, so nothing was looked up. Run `npm run audit` where it does.",
  };
  return [said[outcome], ...lines.map((line) => `  ${line}`)].join("\n");
}
