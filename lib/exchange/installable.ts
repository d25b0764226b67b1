import type { Package } from "@/lib/contract/environment";

/** What is installed besides what the project needs in any case. */
export interface Wanted {
  readonly extras: readonly string[];
  readonly groups: readonly string[];
}

/** The packages that are installed, or why the lockfile does not say exactly which. */
export type Chosen = { readonly packages: readonly Package[] } | { readonly why: string };

/** A project's lockfile for many machines, of which what one machine installs is chosen. */
export interface Installable {
  /** The versions of Python that it was locked for (PEP 440). For others its conditions mean nothing. */
  readonly python: string | undefined;
  /** The conditions (PEP 508) that decide, to be judged for the machine. */
  readonly conditions: readonly string[];
  readonly choose: (holds: (condition: string) => boolean) => Chosen;
}

/** The first name that stands in a list twice. */
export function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
