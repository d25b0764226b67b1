import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Handler } from "./route";

/** A method of a route, with the handler that the framework calls. */
export interface RouteRow {
  readonly method: string;
  /** Its template below the root, as in `/api/v1/projects/{project}/search`. */
  readonly path: string;
  readonly handler: Handler;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function" && "gate" in value;
}

/** Every method of every route below the folder `app`, in the order of their paths. It loads them all. */
export async function routeTable(app: string): Promise<RouteRow[]> {
  const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((file) => /(^|\/)route\.ts$/.test(file));
  const rows = await Promise.all(
    files.map(async (file) => {
      const made: Record<string, unknown> = await import(pathToFileURL(join(app, file)).href);
      const path = `/${file
        .replace(/\/route\.ts$/, "")
        .replaceAll("[", "{")
        .replaceAll("]", "}")}`;
      return Object.entries(made).flatMap(([method, handler]) =>
        isHandler(handler) ? [{ method, path, handler }] : [],
      );
    }),
  );
  return rows.flat().sort((one, other) => (`${one.path} ${one.method}` < `${other.path} ${other.method}` ? -1 : 1));
}
