import { State } from "@/components/ui/state";
import type { Told } from "@/lib/contract/incidents";

/** What somebody wrote; or why it is not shown. It is never left out silently. */
export function ToldText({ told }: { told: Told | null }) {
  if (told === null) {
    return null;
  }
  if (told.state === "hidden") {
    return <State name="hidden">Text that you may not see</State>;
  }
  if (told.text === null) {
    return (
      <State name={told.state === "erased" ? "ended" : "broken"}>
        {told.state === "erased" ? "Text erased" : "Text damaged"}
      </State>
    );
  }
  return <span className="break-words whitespace-pre-wrap">{told.text}</span>;
}
