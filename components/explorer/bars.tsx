import { Bar } from "@/components/ui/waiting";

/** The layout of a drawing before it is there: the focus, and one hop on each side. */
export function Bars() {
  return (
    <div className="flex h-full items-center justify-center gap-20 pt-40">
      <div className="flex flex-col gap-5">
        <Bar className="h-14 w-50" />
        <Bar className="h-14 w-50" />
      </div>
      <Bar className="h-14 w-50" />
      <div className="flex flex-col gap-5">
        <Bar className="h-14 w-50" />
        <Bar className="h-14 w-50" />
        <Bar className="h-14 w-50" />
      </div>
    </div>
  );
}
