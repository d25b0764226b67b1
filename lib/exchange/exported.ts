import type { Ref } from "@/graph-schema/names";
import type { Json } from "@/lib/contract/json";
import { canonicalJson } from "@/lib/hash";
import { compare } from "./recorded-graph";

export type JsonObject = { [name: string]: Json };

/** The same object without the fields that hold nothing: what is not recorded is not there. */
export function filled(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const isEmpty = (value: Json) => typeof value === "object" && value !== null && Object.keys(value).length === 0;
  const known = Object.entries(fields).flatMap(([name, value]): [string, Json][] =>
    value === undefined || isEmpty(value) ? [] : [[name, value]],
  );
  return Object.fromEntries(known);
}

/** `text` as a part of a URI that is also the local part of a PROV qualified name, whatever characters it has. */
export function escaped(text: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/['()]|^[-.]|\.$/g, hex);
}

/** How documents that may not name an artifact by a URI name it: `model_version/churn:v2`. */
export function pathOf({ type, id }: Ref): string {
  return `${type}/${id}`;
}

/** The same as the part of a URI. */
export function escapedPath({ type, id }: Ref): string {
  return `${type}/${escaped(id)}`;
}

/** The name of an artifact of `project` for the world. */
export function artifactUrn(project: string, ref: Ref): string {
  return `urn:pedigree:artifact:${project}:${escapedPath(ref)}`;
}

/** What was recorded as an address, as a URI: characters that no URI holds are escaped, the others are as they were. */
export function uriOf(address: string): string {
  return address.replace(/[^\w!#$%&'()*+,\-./:;=?@~[\]]/gu, encodeURIComponent);
}

/** Facts one by one, by name; those within a map go by `metrics.auc`. */
export function flatFacts(facts: Readonly<Record<string, Json>>): [name: string, value: Json][] {
  const flat = Object.entries(facts).flatMap(([name, value]): [string, Json][] => {
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    return isMap ? Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner]) : [[name, value]];
  });
  return flat.sort(([one], [other]) => compare(one, other));
}

/** A recorded value as text: text as it is, anything else as JSON. */
export function textOf(value: Json): string {
  return typeof value === "string" ? value : canonicalJson(value);
}
