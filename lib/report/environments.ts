import { buffer } from "node:stream/consumers";
import type { Envelope } from "@/graph-schema/envelope";
import { type Ref, refKey } from "@/graph-schema/names";
import { contentsAfter } from "@/lib/artifacts/contents";
import { artifactStore } from "@/lib/artifacts/open";
import { ContentDiffers } from "@/lib/artifacts/store";
import { verified } from "@/lib/artifacts/verified";
import type { ContentReply } from "@/lib/contract/contents";
import type { Package } from "@/lib/contract/environment";
import type { ArtifactSummary } from "@/lib/contract/reply";
import type { PackagesOf } from "@/lib/exchange/cyclonedx-packages";
import { isEnvironment, readEnvironment } from "@/lib/exchange/environment";
import { BadLockfile } from "@/lib/exchange/lockfile";
import { formatIn } from "@/lib/exchange/lockfiles";
import type { RecordedLineage } from "@/lib/exchange/recorded";
import type { LogEvent } from "./scored";
import { called } from "./words";

const MOST_BYTES = 16 * 1024 * 1024;

/** The packages of the environments of a lineage, and whose are not known and why, in sentences. */
export interface EnvironmentPackages {
  readonly packages: PackagesOf;
  readonly gaps: readonly string[];
}

function isOf({ project, origin, subject }: Envelope, of: { readonly project: string; readonly ref: Ref }): boolean {
  return project === of.project && origin === "acted" && subject !== undefined && refKey(subject) === refKey(of.ref);
}

/** What says which packages an environment has: its captured document where that is attached, else its lockfile. */
function telling({ facts }: ArtifactSummary, contents: readonly ContentReply[]): ContentReply | undefined {
  return contents.find(({ digest }) => digest === facts.sha256) ?? contents.find(({ role }) => role === "lockfile");
}

function packagesIn(text: string): readonly Package[] {
  return isEnvironment(text)
    ? readEnvironment(text).lockfiles.flatMap(({ packages }) => packages)
    : formatIn(text).read(text).packages;
}

/** The packages that `content` tells, or why it does not. */
async function told({ digest, sizeBytes, held }: ContentReply): Promise<readonly Package[] | string> {
  if (held !== "store" || sizeBytes > MOST_BYTES) {
    return held === "store" ? "its lockfile is too large to be read" : "its lockfile is kept elsewhere";
  }
  try {
    const source = await artifactStore().open(digest);
    return source
      ? packagesIn((await buffer(verified({ digest, sizeBytes }, source))).toString("utf8"))
      : "its lockfile is gone from the store";
  } catch (error) {
    if (error instanceof ContentDiffers) {
      return "what the store holds as its lockfile is not what was attached";
    }
    if (error instanceof BadLockfile) {
      return `its lockfile is not one that is read: ${error.message}`;
    }
    throw error;
  }
}

/**
 * The packages of the environments of a lineage, by what `events` say was attached to them: bytes that came later say nothing at an
 * earlier place of the log. Throws StoreFailure where the store does not answer, since with it the answer would be another.
 */
export async function environmentPackages(
  { project, artifacts }: RecordedLineage,
  events: readonly LogEvent[],
): Promise<EnvironmentPackages> {
  const packages = new Map<string, readonly Package[]>();
  const gaps: string[] = [];
  for (const environment of artifacts.filter(({ type }) => type === "environment")) {
    const own = events.filter(({ event }) => isOf(event, { project, ref: environment })).map(({ event }) => event);
    const content = telling(environment, contentsAfter(own));
    const found = content ? await told(content) : "no lockfile is attached to it";
    if (typeof found === "string") {
      gaps.push(`The packages of ${called(environment)} are not listed: ${found}.`);
    } else {
      packages.set(refKey(environment), found);
    }
  }
  return { packages, gaps };
}
