import { expect, test } from "vitest";
import { withoutEndSlashes } from "./slashes";

test("the slashes at the end go, however many there are, and no others", () => {
  expect(["", "/", "a", "a/", "a//", "//a/b///", "https://a.example//"].map(withoutEndSlashes)).toEqual([
    "",
    "",
    "a",
    "a",
    "a",
    "//a/b",
    "https://a.example",
  ]);
});
