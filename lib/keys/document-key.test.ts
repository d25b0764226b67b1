import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { SetupError } from "@/lib/errors";
import { issued } from "./certificates.testing";
import { detachedSignature } from "./cms";
import { documentKey } from "./document-key";

const NOW = new Date();
const DAY_MS = 86_400_000;

test("documents are signed by a key and its certificate, which are configured together", () => {
  expect(parseEnv({}).documents).toBeUndefined();
  const PEDIGREE_PDF_CERTIFICATE = "/etc/chain.pem";
  expect(() => parseEnv({ PEDIGREE_PDF_CERTIFICATE })).toThrow(
    "PEDIGREE_PDF_KEY and PEDIGREE_PDF_CERTIFICATE are needed",
  );
  expect(parseEnv({ PEDIGREE_PDF_CERTIFICATE, PEDIGREE_PDF_KEY: "/etc/key.pem" }).documents).toEqual({
    certificate: "/etc/chain.pem",
    key: "/etc/key.pem",
    passphrase: undefined,
  });
});

test.each(["rsa", "ec"] as const)(
  "OpenSSL accepts a signature by a key of the kind %s, over these bytes and no others",
  (kind) => {
    const signer = issued(kind, { passphrase: "opens it" });
    const document = Buffer.from("what was handed over");
    const digest = createHash("sha256").update(document).digest();
    writeFileSync(join(signer.room, "signature"), detachedSignature(documentKey(signer, new Date()), digest));
    const verified = (content: string | Buffer) => {
      writeFileSync(join(signer.room, "content"), content);
      const args = ["cms", "-verify", "-cades", "-inform", "DER", "-in", "signature", "-content", "content", "-binary"];
      return execFileSync("openssl", [...args, "-CAfile", "ca.pem", "-purpose", "any"], {
        cwd: signer.room,
        stdio: "pipe",
      });
    };
    expect(verified(document)).toEqual(document);
    expect(() => verified("what was not")).toThrow(/content verify error|digest/);
  },
);

describe("what does not fit is said, with the variable that is at fault", () => {
  const good = issued("ec", { passphrase: "opens it" });
  const other = issued("ec");
  const wrong: [string, () => unknown, RegExp][] = [
    [
      "no such file",
      () => documentKey({ ...good, certificate: "/nowhere.pem" }, new Date()),
      /CERTIFICATE cannot be read/,
    ],
    [
      "no certificate",
      () => documentKey({ ...good, certificate: good.key }, new Date()),
      /CERTIFICATE names .* no PEM/,
    ],
    ["no key", () => documentKey({ ...good, key: good.certificate }, new Date()), /KEY names .* no private key/],
    [
      "wrong passphrase",
      () => documentKey({ ...good, passphrase: "does not" }, new Date()),
      /PASSPHRASE does not open/,
    ],
    ["another's key", () => documentKey({ ...good, key: other.key }, new Date()), /KEY is not that of a certificate/],
    ["expired", () => documentKey(good, new Date(NOW.getTime() + 3 * DAY_MS)), /CERTIFICATE is of .* ended/],
    ["not yet", () => documentKey(good, new Date(NOW.getTime() - DAY_MS)), /CERTIFICATE is of .* begins/],
    ["a short key", () => documentKey(issued("weak"), new Date()), /KEY is of a kind/],
    ["a kind that readers do not know", () => documentKey(issued("ed25519"), new Date()), /KEY is of a kind/],
  ];
  test.each(wrong)("%s", (_what, act, says) => {
    expect(act).toThrow(says);
    expect(act).toThrow(SetupError);
  });
});
