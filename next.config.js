/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  distDir: process.env.PEDIGREE_DIST ?? ".next",
  typedRoutes: false,
  reactStrictMode: true,
  reactCompiler: true,
  poweredByHeader: false,
  serverExternalPackages: ["neo4j-driver", "pino", "@node-rs/argon2", "canonicalize"],
};
