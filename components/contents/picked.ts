import type { DirectoryDropItem, DropItem } from "react-aria-components";

interface PickedFile {
  /** The path below the folder, with slashes; the name of a file that stands alone. */
  readonly name: string;
  readonly bytes: Blob;
}

/** What somebody chose on their machine. */
export interface Picked {
  readonly kind: "file" | "folder";
  readonly name: string;
  readonly files: readonly PickedFile[];
}

/** What was chosen is neither one file nor one folder; says what to do. */
export class NotOne extends Error {
  override readonly name = "NotOne";
}

const ONE = "Choose one file, or one folder. A folder is attached as the list of its files.";

interface AtPath {
  /** With the folder's own name in front. */
  readonly path: string;
  readonly bytes: Blob;
}

/** The folder to which all of `files` belong, by the first step of their paths. Throws {@link NotOne} where that is not one. */
export function folderOf(files: readonly AtPath[]): Picked {
  const [name = "", ...others] = new Set(files.map(({ path }) => path.split("/", 1)[0] ?? ""));
  if (name === "" || others.length > 0) {
    throw new NotOne(files.length === 0 ? "There is no file in this folder." : ONE);
  }
  const below = files.map(({ path, bytes }) => ({ name: path.slice(name.length + 1), bytes }));
  return { kind: "folder", name, files: below };
}

/** What a file box or a folder box gives. */
export function pickedIn(files: readonly File[], isFolder: boolean): Picked {
  if (isFolder) {
    return folderOf(files.map((bytes) => ({ path: bytes.webkitRelativePath, bytes })));
  }
  const [file, ...others] = files;
  if (!file || others.length > 0) {
    throw new NotOne(ONE);
  }
  return { kind: "file", name: file.name, files: [{ name: file.name, bytes: file }] };
}

async function filesBelow(folder: DirectoryDropItem, path: string): Promise<AtPath[]> {
  const found: AtPath[] = [];
  for await (const entry of folder.getEntries()) {
    const below = `${path}/${entry.name}`;
    found.push(
      ...(entry.kind === "directory"
        ? await filesBelow(entry, below)
        : [{ path: below, bytes: await entry.getFile() }]),
    );
  }
  return found;
}

/** What was dropped. */
export async function dropped(items: readonly DropItem[]): Promise<Picked> {
  const [item, ...others] = items.filter(({ kind }) => kind !== "text");
  if (item?.kind === "directory" && others.length === 0) {
    return folderOf(await filesBelow(item, item.name));
  }
  if (item?.kind === "file" && others.length === 0) {
    return pickedIn([await item.getFile()], false);
  }
  throw new NotOne(ONE);
}
