import { join } from "node:path";
import type { Command } from "commander";
import { configuration } from "@/lib/env";
import { documentKey } from "@/lib/keys/document-key";
import { serveKeys } from "@/lib/keys/server";

/** `pedigree signer`: the key process. It runs until it is told to stop. */
export function register(program: Command): void {
  program
    .command("signer")
    .description(
      "Run the key process: pseudonyms, payload keys, the event signing key and that for documents (started by `pedigree start`).",
    )
    .action(async () => {
      const { home, signerSocket, kek, documents: signer } = configuration();
      const documents = signer && documentKey(signer, new Date());
      const server = await serveKeys({ directory: join(home, "keys"), socket: signerSocket, kek, documents });
      console.log(`READY ${signerSocket}`);
      const stop = () => server.close(() => process.exit(0));
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.once(signal, () => {
          stop();
          server.closeAllConnections();
        });
      }
    });
}
