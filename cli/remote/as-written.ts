import { WireType } from "@/graph-schema/names";
import { Refused } from "./remote";

/** Does `work` on an artifact; where the app knows none of that name, the refusal calls its kind what the caller called it. */
export async function asWritten<T>([type, id]: readonly [string, string], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const kind = WireType.safeParse(type).data;
    if (error instanceof Refused && error.problem.status === 404 && error.problem.detail === `${kind} ${id}`) {
      throw new Refused({ ...error.problem, detail: `${type} ${id}` });
    }
    throw error;
  }
}
