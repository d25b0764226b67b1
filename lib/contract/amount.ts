/** "114,838": a number as it is told to people, wherever it stands; anything else as it is. */
export function amount(value: unknown): string {
  return typeof value === "number" ? value.toLocaleString("en") : String(value);
}
