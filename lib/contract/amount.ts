/** "114,838": a number as it is told to people, wherever it stands; anything else as it is. */
export function amount(value: unknown): string {
  return typeof value === "number" ? value.toLocaleString("en") : String(value);
}

/** "1 finding", "2,000 findings". */
export function counted(count: unknown, one: string, many = `${one}s`): string {
  return `${amount(count)} ${count === 1 ? one : many}`;
}
