import { confine } from "./jail";

/** For tests: a program that confines a command, in the room of its first argument, and prints what came of it. */
const [room = "", ...command] = process.argv.slice(2);
confine({ command, shown: {}, stdin: "/dev/null", output: "stdout", path: [], env: {} }, room).then((ended) =>
  console.log(JSON.stringify(ended)),
);
