import { Shell } from "@/components/shell/shell";
import { Link } from "@/components/ui/link";

export default function NotFound() {
  return (
    <Shell>
      <div className="flex max-w-xl flex-col gap-2 p-8">
        <h1 className="text-xl font-semibold">There is no such page</h1>
        <p className="text-ink-soft">
          The address leads nowhere in this application. <Link href="/">Search the record</Link>
        </p>
      </div>
    </Shell>
  );
}
