/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  distDir: process.env.PEDIGREE_DIST ?? ".next",
  typedRoutes: false,
  reactStrictMode: true,
  reactCompiler: true,
  poweredByHeader: false,
  // A path without a project means the project `default`: the same routes, the same handlers.
  rewrites: async () => [
    {
      source: "/api/v1/:rest((?:events|artifacts|search|models|promotion-requests|deployments|model-versions)(?:/.*)?)",
      destination: "/api/v1/projects/default/:rest",
    },
  ],
  serverExternalPackages: ["neo4j-driver", "pino", "@node-rs/argon2", "canonicalize"],
};
