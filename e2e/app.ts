import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { BRIEF_JVM } from "../cli/supervise/database";
import { startOwnApp } from "../cli/supervise/ownApp";
import { configured, startProvider } from "../lib/identity/oidc/provider.testing";
import { issued } from "../lib/keys/certificates.testing";

/** Somebody who is told of findings, so that journeys see what became of an alert. */
async function startReceiver() {
  const server = createServer((request, reply) => {
    request.resume().on("end", () => reply.end());
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  const { port } = server.address() as AddressInfo;
  process.env.PEDIGREE_ALERT_WEBHOOKS = `http://127.0.0.1:${port}/`;
  process.env.PEDIGREE_ALERT_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  return server;
}

function takeHome(home: string): void {
  process.env.E2E_HOME = home;
  process.env.E2E_ACCOUNTS = readFileSync(join(home, "secrets", "sample-accounts.json"), "utf8");
}

/**
 * Starts the app as a user does, in a home of its own, and ends it after the last test. With E2E_URL and PEDIGREE_HOME
 * set the journeys go through the app that runs there; it needs an alert channel that takes what it gets.
 */
export default async function startApp(): Promise<() => Promise<void>> {
  if (process.env.E2E_URL && process.env.PEDIGREE_HOME) {
    takeHome(process.env.PEDIGREE_HOME);
    return async () => undefined;
  }
  const receiver = await startReceiver();
  process.env.PEDIGREE_SECURITY_CONTACT = "mailto:security@example.org";
  process.env.PEDIGREE_SECURITY_EXPIRES = "2999-12-31";
  const { certificate, key } = issued("ec", { days: 90 });
  Object.assign(process.env, { PEDIGREE_PDF_CERTIFICATE: certificate, PEDIGREE_PDF_KEY: key });
  // Whoever types `approvers-…` is a member of the group approvers, and so on.
  const provider = await startProvider("org", (subject) => ({
    groups: [subject.replace(/-.*/, "")],
    name: "Pat Provider",
    preferred_username: subject,
  }));
  process.env.PEDIGREE_SIGN_IN = configured([["org", provider, { enrolsUnknown: true }]]);
  process.env.JDK_JAVA_OPTIONS = BRIEF_JVM.join(" ");
  const app = await startOwnApp();
  provider.serve(app.url);
  process.env.E2E_URL = app.url;
  takeHome(app.home);
  return async () => {
    await app.stop();
    receiver.close();
    provider.close();
  };
}
