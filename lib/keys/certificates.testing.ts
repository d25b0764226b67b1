import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DocumentSigner } from "@/lib/env";

/** A throw-away authority and a certificate that it issued, as files of a room. */
export interface Issued extends DocumentSigner {
  readonly room: string;
  /** The authority's own certificate, which a reader pins. */
  readonly authority: string;
}

const EXTENSIONS = `
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[signer]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, nonRepudiation
`;

const KINDS = {
  rsa: ["-newkey", "rsa:2048"],
  ec: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  weak: ["-newkey", "rsa:1024"],
  ed25519: ["-newkey", "ed25519"],
} as const;

/** Has OpenSSL make a key of this kind and a certificate for it, valid for so many days. */
export function issued(kind: keyof typeof KINDS, { days = 2, passphrase = "" } = {}): Issued {
  const room = mkdtempSync(join(tmpdir(), "pedigree-certificates-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: room, stdio: "pipe" });
  writeFileSync(join(room, "x.cnf"), `[req]\ndistinguished_name = name\n[name]\n${EXTENSIONS}`);
  const ca = [
    "-x509",
    "-days",
    "9",
    "-subj",
    "/CN=Authority",
    "-extensions",
    "ca",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  ];
  openssl("req", ...KINDS.ec, "-nodes", "-config", "x.cnf", ...ca);
  const opens = passphrase === "" ? ["-nodes"] : ["-passout", `pass:${passphrase}`];
  const subject = ["-subj", "/O=Example Ltd/CN=Pedigree at Example"];
  openssl("req", ...KINDS[kind], ...opens, "-config", "x.cnf", ...subject, "-keyout", "own.key", "-out", "own.csr");
  const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", `${days}`];
  openssl("x509", "-req", "-in", "own.csr", ...by, "-extfile", "x.cnf", "-extensions", "signer", "-out", "own.pem");
  const at = (name: string) => join(room, name);
  writeFileSync(at("chain.pem"), [at("own.pem"), at("ca.pem")].map((file) => readFileSync(file, "utf8")).join(""));
  return {
    room,
    certificate: at("chain.pem"),
    key: at("own.key"),
    passphrase: passphrase === "" ? undefined : passphrase,
    authority: at("ca.pem"),
  };
}
