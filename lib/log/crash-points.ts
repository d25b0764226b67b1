/** Where the integrator can be told to die, for the tests that show what a crash there leaves. In the order of a round. */
export const CRASH_POINTS = [
  "outbox read",
  "leaves created",
  "order committed",
  "payloads written",
  "some tiles written",
  "tiles written",
  "checkpoint signed",
  "checkpoint kept",
  "checkpoint published",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Ends this process at once, as a power cut would, where PEDIGREE_CRASH_AT names this point. Nobody sets it but tests. */
export function crashPoint(point: CrashPoint): void {
  if (process.env.PEDIGREE_CRASH_AT === point) {
    process.kill(process.pid, "SIGKILL");
  }
}
