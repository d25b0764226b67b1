import { randomBytes } from "node:crypto";
import { chmodSync, rmSync, truncateSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  ask,
  carrying,
  codesOf,
  flip,
  ownScene,
  pathInStore,
  scene,
} from "@/app/api/v1/projects/[project]/contents.testing";
import { call, findingsAbout, recordOf, signedIn } from "@/lib/http/testing";
import { GET as fetchIt } from "./[digest]/route";

ownScene();

describe("fetching", () => {
  test("gives the bytes after the look is on record, to whoever may", async () => {
    const bytes = randomBytes(3_000_000);
    const digest = await carrying("model_version", "whole:v1", bytes);
    const params = { type: "model_version", id: "whole:v1", digest };
    const response = await ask(fetchIt, "GET", params);
    expect(response.headers.get("content-length")).toBe("3000000");
    const looked = (await recordOf(scene.account)).filter(({ action }) => action === "download");
    expect(looked.at(-1)).toMatchObject({ outcome: "done", subject: "whole:v1" });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    const { cookie } = await signedIn("viewer");
    expect((await call(fetchIt, { cookie, params: { project: scene.here, ...params } })).status).toBe(403);
    expect((await ask(fetchIt, "GET", { ...params, digest: "1".repeat(64) })).status).toBe(404);
  });

  test("a flipped bit breaks the stream before its end, and is a finding that concerns the artifact alone", async () => {
    const bytes = randomBytes(3_000_000);
    const digest = await carrying("model_version", "flipped:v1", bytes);
    flip(digest, 2_999_999, bytes);
    const response = await ask(fetchIt, "GET", { type: "model_version", id: "flipped:v1", digest });
    expect(response.status).toBe(200);
    let length = 0;
    const reading = (async () => {
      for await (const piece of response.body ?? []) {
        length += piece.length;
      }
    })();
    await expect(reading).rejects.toThrow();
    expect(length).toBeLessThan(bytes.length);
    expect(await findingsAbout(scene.here, "flipped:v1")).toMatchObject([
      { kind: "content_differs", severity: "critical" },
    ]);
    await ask(fetchIt, "GET", { type: "model_version", id: "flipped:v1", digest }).then((again) =>
      again.body?.cancel(),
    );
    expect(await findingsAbout(scene.here, "flipped:v1")).toHaveLength(1);
  });

  test("what is short is verified before anything is answered", async () => {
    const bytes = randomBytes(500);
    const digest = await carrying("model_version", "short:v1", bytes);
    flip(digest, 0, bytes);
    const response = await ask(fetchIt, "GET", { type: "model_version", id: "short:v1", digest });
    expect([response.status, await codesOf(response)]).toEqual([409, "store_differs"]);
    expect(await findingsAbout(scene.here, "short:v1")).toHaveLength(1);
  });

  test("truncated and deleted bytes are refused before anything is given", async () => {
    const bytes = randomBytes(1_000);
    const cut = await carrying("model_version", "cut:v1", bytes);
    chmodSync(pathInStore(cut), 0o600);
    truncateSync(pathInStore(cut), 999);
    const params = { type: "model_version", id: "cut:v1" };
    expect(await codesOf(await ask(fetchIt, "GET", { ...params, digest: cut }))).toBe("store_differs");
    expect(await findingsAbout(scene.here, "cut:v1")).toMatchObject([{ kind: "content_differs" }]);
    rmSync(pathInStore(cut));
    expect(await codesOf(await ask(fetchIt, "GET", { ...params, digest: cut }))).toBe("content_missing");
    expect((await findingsAbout(scene.here, "cut:v1")).map(({ kind }) => kind).sort()).toEqual([
      "content_differs",
      "content_missing",
    ]);
  });
});
