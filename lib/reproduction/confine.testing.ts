import { confine } from "./jail";

/** For tests: a program that runs `true` confined, in the room of its first argument, and prints what came of it. */
const [room = ""] = process.argv.slice(2);
confine({ command: ["true"], shown: {}, stdin: "/dev/null", output: "stdout", path: [], env: {} }, room).then((ended) =>
  console.log(JSON.stringify(ended)),
);
