import { z } from "zod";
import type { ProblemError } from "@/lib/contract/problem";
import { findPersonal } from "@/lib/personal/find";

const Fields = z.record(z.string(), z.unknown());

function nameIn(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Which name of `value`, counted from 1, `name` is; undefined where that is not known. */
function positionIn(value: unknown, name: string): number | undefined {
  const at = Object.keys(Fields.safeParse(value).data ?? {}).indexOf(name);
  return at < 0 ? undefined : at + 1;
}

function withoutNames(error: ProblemError, document: unknown): ProblemError {
  let value = document;
  const told: string[] = [];
  const steps = error.pointer.split("/").map((step) => {
    const name = nameIn(step);
    const isPersonal = findPersonal(name).length > 0;
    if (isPersonal) {
      const position = positionIn(value, name);
      told.push(position === undefined ? "a name that is personal" : `name ${position} of its object`);
    }
    value = step === "" ? value : (value as Record<string, unknown> | null | undefined)?.[name];
    return isPersonal ? "*" : step;
  });
  return told.length === 0
    ? error
    : { ...error, pointer: steps.join("/"), detail: `${error.detail} (* is ${told.join(", then ")})` };
}

/** `errors` about `document` with a star for each name that is personal itself: an answer is kept by proxies and logs. */
export function withoutPersonalNames(errors: readonly ProblemError[], document?: unknown): ProblemError[] {
  return errors.map((error) => withoutNames(error, document));
}
