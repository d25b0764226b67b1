// The ranks of ARCHITECTURE.md: imports point down, never up, and never sideways inside lib.
const LIB = {
  kernel: ["errors", "env", "hash", "tlog", "graph", "contract", "personal", "keys", "s3", "slashes", "deadline"],
  record: ["ledger"],
  keep: ["artifacts", "identity", "log", "anchors"],
  describe: ["provenance", "attestation", "lineage", "exchange"],
  decide: ["promotion", "reconciliation", "incidents", "alerts", "access", "privacy"],
  tell: ["reproduction", "report"],
  edge: ["http", "client"],
};
const RANKS = Object.values(LIB);
const paths = (modules) => `^lib/(${modules.join("|")})(/|\\.ts$)`;

const upwards = RANKS.map((modules, rank) => ({
  name: `rank-${Object.keys(LIB)[rank]}-imports-down`,
  severity: "error",
  from: { path: paths(modules), pathNot: "\\.test\\.ts$" },
  to: { path: [...RANKS.slice(rank + 1).map(paths), "^(app|components|cli|e2e|samples|bench)/"] },
}));

// Modules of one rank never import each other: they meet in the graph. The kernel is one rank of small parts.
const sideways = RANKS.slice(1)
  .flat()
  .map((module) => ({
    name: `${module}-imports-no-equal`,
    severity: "error",
    from: { path: `^lib/${module}/` },
    to: {
      path: RANKS.slice(1)
        .filter((modules) => modules.includes(module))
        .flatMap((modules) => modules.filter((other) => other !== module))
        .map((other) => `^lib/${other}/`),
    },
  }))
  .filter(({ to }) => to.path.length > 0);

module.exports = {
  forbidden: [
    ...upwards,
    ...sideways,
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "vocabulary-imports-nothing",
      severity: "error",
      from: { path: "^graph-schema/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(lib|app|components|cli|e2e)/" },
    },
    {
      name: "one-importer-of-the-driver",
      severity: "error",
      from: { pathNot: "^(lib/graph|bench)/" },
      to: { path: "node_modules/neo4j-driver/" },
    },
    {
      name: "browser-code-uses-the-browser-door",
      severity: "error",
      from: { path: "^(components|lib/client)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/", pathNot: "^lib/(client|contract|tlog)/" },
    },
    {
      name: "pages-read-no-data",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/(api|log)/" },
      to: { path: "^lib/", pathNot: "^lib/(client|contract)/" },
    },
    {
      name: "handlers-go-through-the-door",
      severity: "error",
      from: { path: "^app/api/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(components|cli|lib/(graph|client))/" },
    },
    {
      name: "components-and-lib-know-no-faces",
      severity: "error",
      from: { path: "^(components|lib)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(app|cli|e2e|samples|bench)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    exclude: { path: "(^|/)(\\.next|\\.pedigree)/" },
  },
};
