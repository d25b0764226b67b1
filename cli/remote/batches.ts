import type { JsonValue } from "./json-values";

/** Well below what the app takes in one request. */
const BATCH_CHARACTERS = 4 * 1024 * 1024;

/** Gathers values into batches of at most `most`, smaller ones where the values are long. */
export async function* batchesOf(values: AsyncIterable<JsonValue>, most: number): AsyncGenerator<JsonValue[]> {
  let batch: JsonValue[] = [];
  let length = 0;
  for await (const value of values) {
    const isFull = batch.length >= most || length + value.text.length > BATCH_CHARACTERS;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(value);
    length += value.text.length;
  }
  if (batch.length > 0) {
    yield batch;
  }
}
