import { expect, test } from "vitest";
import { ownDatabase } from "@/cli/supervise/ownDatabase";
import * as alerts from "@/lib/alerts/queries";
import * as artifacts from "@/lib/artifacts/queries";
import { explain } from "@/lib/graph/explain.testing";
import * as identity from "@/lib/identity/queries";
import * as incidents from "@/lib/incidents/queries";
import * as ledger from "@/lib/ledger/queries";
import * as trail from "@/lib/ledger/trail-queries";
import * as lineage from "@/lib/lineage/queries";
import * as search from "@/lib/lineage/search-queries";
import { walkQuery } from "@/lib/lineage/walk-query";
import * as log from "@/lib/log/queries";
import * as privacy from "@/lib/privacy/queries";
import * as privacyReport from "@/lib/privacy/report-queries";
import * as promotion from "@/lib/promotion/queries";
import * as history from "@/lib/reconciliation/history-queries";
import * as reconciliation from "@/lib/reconciliation/queries";
import * as report from "@/lib/report/queries";
import * as reproduction from "@/lib/reproduction/requests/queries";

// A statement is planned on an empty record, as on the first day, and that plan stays for a quarter of an hour, whatever is recorded meanwhile.
ownDatabase({ isReady: true });

/** Every statement that these modules export, also those in tables. */
function statements(exported: object): [string, string][] {
  return Object.entries(exported).flatMap(([name, value]): [string, string][] => {
    if (typeof value === "string") {
      return value.includes("MATCH") ? [[name, value]] : [];
    }
    return value !== null && typeof value === "object" ? statements(value) : [];
  });
}

const WALK = walkQuery([{ side: "upstream", depth: 10, beyond: false }], 1);
const ALL = [
  alerts,
  artifacts,
  history,
  identity,
  ledger,
  trail,
  lineage,
  search,
  promotion,
  incidents,
  reproduction,
  reconciliation,
  report,
  log,
  privacy,
  privacyReport,
  { WALK },
].flatMap(statements);

// Neo4j uses an index of several properties only where the statement says something about each of them.
test("no statement reads the whole log or all artifacts: each begins at an index", async () => {
  const plans = await explain(ALL.map(([, query]) => query));
  const scans = plans.flatMap((operators, index) =>
    operators
      .filter((operator) => /^(AllNodesScan|NodeByLabelScan.*:(AuditEvent|Artifact|Payload))/.test(operator))
      .map((operator) => `${ALL[index]?.[0]}: ${operator}`),
  );
  expect(ALL.length).toBeGreaterThan(50);
  expect(scans).toEqual([]);
});

test("no statement that names an action reads all events that were done", async () => {
  const named = ALL.filter(([, query]) => /e\.action (=|IN) ['[]/.test(query));
  const plans = await explain(named.map(([, query]) => query));
  const wide = plans.flatMap((operators, index) =>
    operators
      .filter((operator) => /^NodeIndex.*:AuditEvent\(outcome,/.test(operator))
      .map((operator) => `${named[index]?.[0]}: ${operator}`),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(wide).toEqual([]);
});

test("no statement that names a request looks for it among all requests", async () => {
  const named = ALL.filter(([, query]) => query.includes("type: 'promotion_request', id:"));
  const plans = await explain(named.map(([, query]) => query));
  expect(named.length).toBeGreaterThan(2);
  expect(plans.flat().filter((operator) => /^NodeByLabelScan.*:PromotionRequest/.test(operator))).toEqual([]);
});
