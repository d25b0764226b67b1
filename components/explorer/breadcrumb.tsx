import { ChevronRight } from "lucide-react";
import { kindTitle } from "@/components/kind/kind";
import { KindIcon } from "@/components/kind/kind-icon";
import { shortId } from "@/components/kind/shorten";
import { exploreHref } from "@/components/shell/address";
import { Link } from "@/components/ui/link";
import { type Ref, refOfKey } from "@/graph-schema/names";
import { refocusQuery, type Shape } from "./view-state";

const MOST = 20;

interface BreadcrumbProps {
  project: string;
  history: readonly string[];
  focus: Ref;
  shape: Shape;
}

/** The focuses on the way here; each leads back to where one stood. */
export function Breadcrumb({ project, history, focus, shape }: BreadcrumbProps) {
  return (
    <nav aria-label="Focus history" className="flex min-w-0 items-center">
      <ol className="flex min-w-0 items-center gap-1">
        {history.map((key, at) => {
          const ref = refOfKey(key);
          const query = refocusQuery(shape, history.slice(0, at));
          return (
            <li className="flex min-w-0 items-center gap-1 max-lg:hidden" key={key}>
              <Link
                className="inline-flex min-w-0 items-center gap-1 rounded-sm px-0.5 text-ink-soft hover:text-ink"
                href={`${exploreHref(project, ref)}${query}`}
                title={`${kindTitle(ref.type)} ${ref.id}`}
              >
                <KindIcon size={13} type={ref.type} />
                <bdi className="truncate font-mono text-xs">{shortId(ref.id, MOST)}</bdi>
              </Link>
              <ChevronRight aria-hidden="true" className="shrink-0 text-ink-faint" size={12} />
            </li>
          );
        })}
        <li aria-current="page" className="flex min-w-0 items-center gap-1.5">
          <KindIcon size={16} type={focus.type} />
          <h1 className="flex min-w-0 items-baseline gap-1.5">
            <bdi className="truncate text-base font-semibold">{shortId(focus.id, 2 * MOST)}</bdi>
            <span className="shrink-0 text-xs font-normal text-ink-soft max-sm:sr-only">{kindTitle(focus.type)}</span>
          </h1>
        </li>
      </ol>
    </nav>
  );
}
