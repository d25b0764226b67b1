import { afterEach, expect, test } from "vitest";
import { pollingStream } from "./live";

const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);

afterEach(() => process.off("unhandledRejection", note));

/** A poll that is asked for and waits for its answer. */
function heldPoll() {
  let answer: (text: string | undefined) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let asked: () => void = () => undefined;
  const wasAsked = new Promise<void>((settle) => {
    asked = settle;
  });
  const ask = () =>
    new Promise<string | undefined>((settle, reject) => {
      answer = settle;
      fail = reject;
      asked();
    });
  return { ask, wasAsked, answer: (text?: string) => answer(text), fail: (error: Error) => fail(error) };
}

const ENDINGS = [
  ["news", (poll: ReturnType<typeof heldPoll>) => poll.answer("data: {}\n\n")],
  ["the end", (poll: ReturnType<typeof heldPoll>) => poll.answer(undefined)],
  ["a failure", (poll: ReturnType<typeof heldPoll>) => poll.fail(new Error("the database left"))],
] as const;

test.each(ENDINGS)("a reader who left while a poll was under way is sent nothing when it brings %s", async (_, end) => {
  process.on("unhandledRejection", note);
  const poll = heldPoll();
  const reader = pollingStream(poll.ask, "test", 1).getReader();
  await reader.read();
  await poll.wasAsked;
  await reader.cancel();
  end(poll);
  await new Promise((later) => setImmediate(later));
  expect(unhandled).toEqual([]);
  expect(await reader.read()).toMatchObject({ done: true });
});

test("a reader who stays is told what each poll brings, and hears of the end", async () => {
  const texts = ["data: 1\n\n", "", "data: 2\n\n", undefined];
  const stream = pollingStream(async () => texts.shift(), "test", 1);
  expect(await new Response(stream).text()).toBe(": subscribed\n\ndata: 1\n\ndata: 2\n\n");
});
