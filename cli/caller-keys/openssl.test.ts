import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { verifyEd25519 } from "@/lib/keys/note";
import { EVENT_TYPE, isSignedBy, payloadOf } from "@/lib/tlog/dsse";
import { makeKeyFile } from "./key-file";

const room = mkdtempSync(join(tmpdir(), "pedigree-openssl-"));
afterAll(() => rmSync(room, { recursive: true }));

// What docs/guides/platform-engineer.md says, in the shell that it says it to.
const BY_THE_GUIDE = `
KEYID=sha256:$(openssl pkey -in ci.key -pubout -outform DER | sha256sum | cut -d' ' -f1)
{ printf 'DSSEv1 35 application/vnd.pedigree.event+json %d ' $(stat -c %s event.json); cat event.json; } > signed
SIG=$(openssl pkeyutl -sign -inkey ci.key -rawin -in signed | base64 -w0)
printf '%s %s' "$KEYID" "$SIG"`;

test("an event that OpenSSL signed, by the guide, holds under the key that `caller-keys new` made", () => {
  const key = makeKeyFile(join(room, "ci.key"));
  const event = Buffer.from('{"event_id":"ü-1","project":"fraud"}');
  writeFileSync(join(room, "event.json"), event);
  const [keyid = "", sig = ""] = execFileSync("bash", ["-c", BY_THE_GUIDE], { cwd: room, encoding: "utf8" }).split(" ");
  const envelope = { payload: event.toString("base64"), payloadType: EVENT_TYPE, signatures: [{ keyid, sig }] };
  expect(keyid).toBe(key.keyid);
  expect(isSignedBy(envelope, key, verifyEd25519)).toBe(true);
  expect(Buffer.from(payloadOf(envelope) ?? [])).toEqual(event);
});
