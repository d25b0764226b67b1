const FORGOTTEN_AFTER_MS = 60_000;

/** Hands what is at `url` over as a file. */
export function saveAs(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

/** Hands bytes that are here over as a file. */
export function saveBytes(bytes: Blob, name: string): void {
  const url = URL.createObjectURL(bytes);
  saveAs(url, name);
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), FORGOTTEN_AFTER_MS);
}
