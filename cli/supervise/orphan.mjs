import { Socket } from "node:net";

// Loaded into each child before its program. Its standard input is a pipe that the supervisor holds: when that
// closes, the supervisor is gone, however it died, and a server that went on would answer without its database.
// A child's own children have this loaded, too; what their standard input is, if any, is the child's affair.
if (process.stdin instanceof Socket) {
  process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"));
  process.stdin.on("error", () => process.kill(process.pid, "SIGTERM"));
  process.stdin.resume();
  // Waiting for that keeps nobody alive who has done its work.
  process.stdin.unref();
}
