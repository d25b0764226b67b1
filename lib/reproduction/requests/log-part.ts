import { projectKey } from "@/lib/keys/names";
import { findPersonal, redact } from "@/lib/personal/find";
import { appended, EMPTY_LOG } from "./log-tail";

interface Said {
  readonly lines: readonly string[];
  readonly dropped: number;
}

/** The end of a log as a part of the event that ends the request. What a program prints nobody chose, and a run must not fail by it. */
export function logPart(project: string, { lines, dropped }: Said) {
  const clean = lines.map((line) => redact(line, findPersonal(line)));
  return { name: "log", key: projectKey(project), content: appended({ ...EMPTY_LOG, dropped }, clean) };
}
