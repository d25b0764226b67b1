/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  distDir: process.env.PEDIGREE_DIST ?? ".next",
  typedRoutes: false,
  // A lock file in a folder above the clone would otherwise move the root of the build there.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // `npm run check` looks at the types; doing it again would only make the first start longer.
  // A configuration that extends another is left as it is; tsconfig.json itself would be rewritten for each distDir.
  typescript: { ignoreBuildErrors: true, tsconfigPath: "tsconfig.build.json" },
  reactStrictMode: true,
  reactCompiler: true,
  poweredByHeader: false,
  // Nothing here is a picture to be made smaller: no optimiser that fetches and decodes.
  images: { unoptimized: true },
  // Pages and the API say this of themselves; what the framework serves of the build does not.
  headers: async () => [
    {
      source: "/_next/static/:path*",
      headers: [
        { key: "x-content-type-options", value: "nosniff" },
        { key: "cross-origin-resource-policy", value: "same-origin" },
      ],
    },
  ],
  // A path without a project means the project `default`: the same routes, the same handlers.
  rewrites: async () => [
    {
      source:
        "/api/v1/:rest((?:events|artifacts|search|models|promotion-requests|deployments|model-versions|uploads|incidents|policies|personal-data|quarantine|production|attestations|exports|dossier|reports|reproductions)(?:/.*)?)",
      destination: "/api/v1/projects/default/:rest",
    },
    // Folders whose names begin with a dot are left out by half of the tools.
    { source: "/.well-known/security.txt", destination: "/api/security.txt" },
  ],
  // Read by their path, which tracing does not see.
  outputFileTracingIncludes: {
    "/api/**": [
      "./node_modules/dejavu-fonts-ttf/ttf/DejaVuSans{,-Bold,Mono}.ttf",
      "./node_modules/pdfkit/js/data/**",
      "./node_modules/@cedar-policy/cedar-wasm/nodejs/*.wasm",
    ],
  },
  serverExternalPackages: [
    "neo4j-driver",
    "pino",
    "@node-rs/argon2",
    "canonicalize",
    "@aws-sdk/client-s3",
    "pdfkit",
    "elkjs",
    "@cedar-policy/cedar-wasm",
  ],
};
