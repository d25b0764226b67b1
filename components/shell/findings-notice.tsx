import { OctagonAlert } from "lucide-react";
import { Link } from "@/components/ui/link";

/** Says on every page that something is wrong with the record itself, and what that means. */
export function FindingsNotice({ open }: { open: number }) {
  return (
    <p
      className="flex shrink-0 items-center gap-2 border-b border-bad bg-bad-wash px-3 py-1.5 text-sm font-medium text-bad"
      role="alert"
    >
      <OctagonAlert aria-hidden="true" className="shrink-0" size={16} />
      <span>
        {open === 1
          ? "1 finding about the record itself is"
          : `${open.toLocaleString("en")} findings about the record itself are`}{" "}
        open: promotions are shut. See{" "}
        <Link className="underline underline-offset-2" href="/findings">
          Findings
        </Link>
        .
      </span>
    </p>
  );
}
