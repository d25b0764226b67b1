import fc from "fast-check";
import { expect, test } from "vitest";
import { ArtifactId, normaliseRef, Ref } from "./names";

const BASE = "http://localhost/artifacts/model_version";

/** Where an address that names `id` arrives, with its slashes encoded and as they are. */
function arrivals(id: string): string[] {
  const parts = [encodeURIComponent(id), id.split("/").map(encodeURIComponent).join("/")];
  return parts.map((part) => decodeURIComponent(new URL(`${BASE}/${part}`).href.slice(BASE.length + 1)));
}

const piece = fc.constantFrom(".", "..", "...", "/", "\\", "model:", "a", "v1.2", "%2e", "é");

test("an address that names an accepted artifact arrives at it and nowhere else", () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 7 }), (pieces) => {
      const { data } = ArtifactId.safeParse(pieces.join(""));
      fc.pre(data !== undefined);
      const { id } = normaliseRef({ type: "model_version", id: data });
      fc.pre(id !== "");
      expect(arrivals(id)).toEqual([id, id]);
    }),
    { numRuns: 5_000 },
  );
});

test.each([".", "..", "a/../b", "./a", "a/.", "model:..", "a\\..\\b", "../../etc/passwd"])(
  "%s is no id of an artifact, and what the record holds of that name can be read all the same",
  (id) => {
    const [issue] = ArtifactId.safeParse(id).error?.issues ?? [];
    expect(issue).toMatchObject({ params: { code: "dot_segment" } });
    expect(Ref.safeParse({ type: "run", id }).success).toBe(true);
  },
);

test.each(["...", ".env", "v1.2", "a..b", "a/.b/c", "churn:v2."])("%s is an id of an artifact", (id) => {
  expect(ArtifactId.safeParse(id).success).toBe(true);
});

test.each(["ada＠example.org", "ada﹫example.org"])(
  "%s is an e-mail address in other letters and no id, and what the record holds of that name can be read all the same",
  (id) => {
    const [issue] = ArtifactId.safeParse(id).error?.issues ?? [];
    expect(issue).toMatchObject({ params: { code: "id_like_email" } });
    expect(Ref.safeParse({ type: "run", id }).success).toBe(true);
  },
);
