/** Without the slashes at its end, in a time that does not grow faster than the text. */
export function withoutEndSlashes(text: string): string {
  return text.replace(/(?<!\/)\/+$/, "");
}
