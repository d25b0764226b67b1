import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { SetupError } from "@/lib/errors";

/** Shows the questions; what is typed is not shown. */
async function prompt(): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  terminal.on("SIGINT", () => process.exit(130));
  const answers: string[] = [];
  for (const question of ["Password: ", "Once more: "]) {
    process.stderr.write(question);
    answers.push(await terminal.question(""));
    process.stderr.write("\n");
  }
  terminal.close();
  const [password = "", again] = answers;
  if (password !== again) {
    throw new SetupError("The two passwords differ.", "Run the command again.");
  }
  return password;
}

/** A new password: typed at the terminal, or the first line of what stands in standard input. Never an argument. */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) {
    return prompt();
  }
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += chunk;
  }
  return text.split(/\r?\n/)[0] ?? "";
}
