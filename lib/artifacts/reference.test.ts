import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runs } from "@/lib/runs.testing";
import { isPublicAddress } from "./address";
import { gathered } from "./bytes.testing";
import { openHttps } from "./https";
import { reasonsToRefuseReference } from "./reference";

const ROOTS = { directories: ["/data/models"], buckets: [{ bucket: "datasets", prefix: "frozen/" }] };
const codes = (uri: string) => reasonsToRefuseReference(uri, ROOTS).map(({ code }) => code);

describe("a reference", () => {
  test.each([
    ["file:///data/models/a/b.bin", []],
    ["s3://datasets/frozen/2026.parquet", []],
    ["https://example.org/models/a.bin", []],
    ["file:///data/models-of-others/a", ["reference_outside_roots"]],
    ["file:///data/models", ["reference_outside_roots"]],
    ["file:///data/models/../secret", ["reference_not_normal"]],
    ["file:///data/models/%2e%2e/secret", ["reference_not_normal"]],
    ["file:///data/models/a%2f..%2f..%2fsecret", ["reference_not_normal"]],
    ["file://host/data/models/a", ["reference_not_known"]],
    ["s3://datasets/other/a", ["reference_outside_roots"]],
    ["s3://datasets/", ["reference_not_normal"]],
    ["http://example.org/a", ["reference_not_known"]],
    ["HTTPS://example.org/a", ["reference_not_normal"]],
    ["https://me:secret@example.org/a", ["reference_with_secret"]],
    ["https://example.org/a?token=secret", ["reference_with_secret"]],
    ["https://example.org/a#part", ["reference_with_secret"]],
    ["javascript:alert(1)", ["reference_not_known"]],
    ["nothing", ["reference_not_known"]],
  ])("%s: %j", (uri, expected) => {
    expect(codes(uri)).toEqual(expected);
  });

  test("to a file leads nowhere but below its root, whatever its path is made of", () => {
    const parts = fc.array(fc.constantFrom("..", ".", "a", "%2e", "%2f", "..%2f", "", "models", "data"), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(parts, (steps) => {
        const uri = `file:///data/models/${steps.join("/")}`;
        if (codes(uri).length === 0) {
          expect(new URL(uri).pathname.startsWith("/data/models/")).toBe(true);
          expect(decodeURIComponent(new URL(uri).pathname).split("/")).not.toContain("..");
        }
      }),
      runs(1_000, 50_000),
    );
  });
});

describe("an address", () => {
  test("of our own network is never public, in whichever form it is written", () => {
    const octet = fc.nat(255);
    const inner = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127, 0), octet, octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    );
    fc.assert(
      fc.property(inner, (octets) => {
        const address = octets.join(".");
        const hex = octets.map((each) => each.toString(16).padStart(2, "0"));
        expect(isPublicAddress(address)).toBe(false);
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
        expect(isPublicAddress(`64:ff9b::${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`)).toBe(false);
        expect(isPublicAddress(`2002:${hex[0]}${hex[1]}:${hex[2]}${hex[3]}::1`)).toBe(false);
      }),
      runs(500, 20_000),
    );
    for (const special of [
      "::1",
      "::",
      "fe80::1",
      "fd00::1",
      "ff02::1",
      "224.0.0.1",
      "255.255.255.255",
      "no address",
    ]) {
      expect(isPublicAddress(special)).toBe(false);
    }
    expect(["8.8.8.8", "93.184.216.34", "2606:4700::1111", "[2606:4700::1111]"].every(isPublicAddress)).toBe(true);
  });
});

describe("an https server", () => {
  const room = mkdtempSync(join(tmpdir(), "pedigree-https-"));
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    const [key, certificate] = [join(room, "key.pem"), join(room, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    execFileSync("openssl", [...made, "-keyout", key, "-out", certificate, ...subject], { stdio: "ignore" });
    server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
      const path = request.url ?? "";
      const location = { "/moved": "/bytes", "/loop": "/loop", "/plain": "http://127.0.0.1/bytes" }[path];
      if (location) {
        response.writeHead(302, { location }).end();
      } else {
        response.writeHead(path === "/bytes" ? 200 : 404).end("the bytes");
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
    rmSync(room, { recursive: true });
  });

  const at = (path: string, host = "localhost") => new URL(`https://${host}:${port}${path}`);
  const trusted = () => readFileSync(join(room, "cert.pem"));

  test("is followed to where the bytes are, but not for ever and not without TLS", async () => {
    const opened = await openHttps(at("/moved"), true, trusted());
    expect("bytes" in opened && (await gathered(opened.bytes)).toString()).toBe("the bytes");
    expect(await openHttps(at("/loop"), true, trusted())).toEqual({ unreachable: "reference_unreachable" });
    expect(await openHttps(at("/plain"), true, trusted())).toEqual({ unreachable: "reference_unreachable" });
    expect(await openHttps(at("/nothing"), true, trusted())).toEqual({ missing: true });
    expect(await openHttps(at("/bytes"), true)).toEqual({ unreachable: "reference_unreachable" });
  });

  test("in our own network is not asked, by address, by name or by a number that means an address", async () => {
    for (const host of ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]) {
      expect(await openHttps(at("/bytes", host), false, trusted())).toEqual({
        unreachable: "reference_private_address",
      });
    }
  });
});

test("pathToFileURL writes references in their normal form", () => {
  expect(codes(pathToFileURL("/data/models/with space/ö.bin").href)).toEqual([]);
});
