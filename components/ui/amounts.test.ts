import { expect, test } from "vitest";
import { bytesText, durationText } from "./amounts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_000, "1.0 kB"],
  [999_960, "1.0 MB"],
  [1_234_567_890, "1.2 GB"],
  [5_368_709_120, "5.4 GB"],
])("%d bytes are %s", (bytes, says) => {
  expect(bytesText(bytes)).toBe(says);
});

test.each([
  [400, "0.4 s"],
  [9_960, "10 s"],
  [59_400, "59 s"],
  [59_600, "1 min 0 s"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
])("%d ms are %s", (ms, says) => {
  expect(durationText(ms)).toBe(says);
});
