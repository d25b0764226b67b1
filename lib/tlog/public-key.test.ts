import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { testKey } from "./dsse.testing";
import { verifierKey, vkeyText } from "./note";
import { publicKeyId, publicKeyIn, publicKeyText } from "./public-key";

test("a public key is understood in each form in which tools write it", () => {
  const { publicKey, pem } = testKey();
  const der = Buffer.from(pem.split("\n").slice(1, -2).join(""), "base64");
  const forms = [pem, pem.replaceAll("\n", "\r\n"), der.toString("base64"), publicKeyText(publicKey)];
  for (const text of [...forms, vkeyText(verifierKey("caller.example", publicKey))]) {
    expect(publicKeyIn(text)).toEqual(publicKey);
  }
  expect(publicKeyId(publicKey)).toBe(`sha256:${createHash("sha256").update(der).digest("hex")}`);
});

test("what is no public key is none", () => {
  const { publicKey, pem } = testKey();
  const short = Buffer.from(publicKey.subarray(1)).toString("base64");
  for (const text of ["", "x", short, pem.replace("PUBLIC", "PRIVATE"), pem.slice(0, -40), `${pem}${pem}`]) {
    expect(publicKeyIn(text)).toBeUndefined();
  }
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => publicKeyIn(text) === undefined));
});

// Points of small order, in RFC 8032's encoding: under such a key a signature can be made without any secret.
const SMALL = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
];

test("a key under which anybody can sign is refused", () => {
  for (const hex of SMALL) {
    expect(publicKeyIn(Buffer.from(hex, "hex").toString("base64")), hex).toBeUndefined();
  }
});
