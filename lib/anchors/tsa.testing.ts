import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";

const run = promisify(execFile);

const CONFIGURATION = `
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:true
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[authority]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = ca.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
`;

/** A time-stamping authority that is not ours: OpenSSL behind a door that speaks HTTP. */
export interface Authority {
  readonly url: string;
  /** What it makes of a query from now on; by default it answers it. */
  answerWith(change: (reply: Buffer) => Buffer): void;
  /** What `openssl ts -verify` prints about the time stamp of these bytes; rejects when it does not accept it. */
  verify(response: Uint8Array, bytes: Uint8Array): Promise<string>;
  /** The same about a token without the reply around it. */
  verifyToken(token: Uint8Array, bytes: Uint8Array): Promise<string>;
  remove(): void;
}

/** Starts an authority with a throw-away certificate. */
export async function authority(): Promise<Authority> {
  const room = mkdtempSync(join(tmpdir(), "pedigree-tsa-"));
  const openssl = (...args: string[]) => run("openssl", args, { cwd: room });
  writeFileSync(join(room, "tsa.cnf"), CONFIGURATION);
  writeFileSync(join(room, "serial"), "01\n");
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "tsa.cnf"];
  const ca = ["-x509", "-days", "2", "-subj", "/CN=ca", "-extensions", "ca", "-keyout", "ca.key", "-out", "ca.pem"];
  await openssl("req", ...made, ...ca);
  await openssl("req", ...made, "-subj", "/CN=tsa", "-keyout", "tsa.key", "-out", "tsa.csr");
  const signedBy = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
  await openssl(
    "x509",
    "-req",
    "-in",
    "tsa.csr",
    ...signedBy,
    "-extfile",
    "tsa.cnf",
    "-extensions",
    "tsa",
    "-out",
    "tsa.pem",
  );

  async function verified(stamp: Uint8Array, bytes: Uint8Array, ...form: string[]): Promise<string> {
    writeFileSync(join(room, "stamp"), stamp);
    writeFileSync(join(room, "bytes"), bytes);
    const how = ["-data", "bytes", "-in", "stamp", ...form, "-CAfile", "ca.pem"];
    return (await openssl("ts", "-verify", ...how)).stdout;
  }

  let change = (reply: Buffer) => reply;
  const server = createServer(async (request, response) => {
    writeFileSync(join(room, "query.tsq"), await buffer(request));
    const how = ["-config", "tsa.cnf", "-section", "authority", "-queryfile", "query.tsq", "-out", "reply.tsr"];
    await openssl("ts", "-reply", ...how);
    response.setHeader("content-type", "application/timestamp-reply");
    response.end(change(readFileSync(join(room, "reply.tsr"))));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`,
    answerWith(next) {
      change = next;
    },
    verify: (response, bytes) => verified(response, bytes),
    verifyToken: (token, bytes) => verified(token, bytes, "-token_in"),
    remove() {
      server.close();
      server.closeAllConnections();
      rmSync(room, { recursive: true });
    },
  };
}
