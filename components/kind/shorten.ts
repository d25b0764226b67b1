const DIGEST = /^(?:([a-z]+):)?(?:sha256:)?([0-9a-f]{32,})$/;

/** Shortens `text` in the middle to at most `most` characters, so that both its family and its ending stay visible. */
export function shorten(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) {
    return text;
  }
  const head = Math.ceil((most - 1) * 0.6);
  const tail = most - 1 - head;
  return `${characters.slice(0, head).join("")}…${tail > 0 ? characters.slice(-tail).join("") : ""}`;
}

/** A digest as people compare it: its first and last hex digits, with the prefix that says what it is of. */
export function shortDigest(digest: string): string {
  const match = DIGEST.exec(digest);
  const hex = match?.[2];
  if (!match || !hex) {
    return shorten(digest, 16);
  }
  const prefix = match[1] && match[1] !== "sha256" ? `${match[1]}:` : "";
  return `${prefix}${hex.slice(0, 8)}…${hex.slice(-4)}`;
}

/** An id in a box or a cell: shortened in the middle. */
export function shortId(id: string, most: number): string {
  return DIGEST.test(id) ? shortDigest(id) : shorten(id, most);
}
