import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { ask, path } from "./door";
import { Refused, SignedOut, Unreachable, Unreadable } from "./errors";

const Thing = z.object({ name: z.string() });

function answer(status: number, body: unknown) {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(body, { status })));
}

afterEach(() => vi.unstubAllGlobals());

test("ids keep their meaning in a path, whatever characters they have", () => {
  const url = path(["projects", "default", "artifacts", "model_version", "a/b:c?d#é"], {
    q: "x&y",
    limit: 5,
    cursor: undefined,
  });
  expect(url).toBe("/api/v1/projects/default/artifacts/model_version/a%2Fb%3Ac%3Fd%23%C3%A9?q=x%26y&limit=5");
});

test("an answer of another shape is never shown", async () => {
  answer(200, { nome: "churn" });
  await expect(ask("/x", Thing)).rejects.toBeInstanceOf(Unreadable);
});

test("a refusal carries its reasons, a lost session is told apart, and no answer is neither", async () => {
  const reasons = [{ code: "already_approved", params: {} }];
  answer(409, { type: "about:blank", title: "Approval refused", status: 409, reasons });
  await expect(ask("/x", Thing)).rejects.toMatchObject({ status: 409, reasons });

  answer(401, { type: "about:blank", title: "Sign in", status: 401 });
  await expect(ask("/x", Thing)).rejects.toBeInstanceOf(SignedOut);

  answer(502, "<html>");
  await expect(ask("/x", Thing)).rejects.toBeInstanceOf(Refused);

  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
  await expect(ask("/x", Thing)).rejects.toBeInstanceOf(Unreachable);
});
