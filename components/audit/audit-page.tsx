"use client";

import { Columns3, Radio } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsArrayOf, parseAsBoolean, parseAsString, useQueryState } from "nuqs";
import { DialogTrigger, Popover } from "react-aria-components";
import { auditEventHref } from "@/components/shell/address";
import { useProject } from "@/components/shell/project";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Checkbox } from "@/components/ui/field";
import { ListView } from "@/components/ui/list-view";
import { POPOVER } from "@/components/ui/menu";
import { useAudit, useNewEvents, useShowNewEvents } from "@/lib/client/audit";
import { useConfinement, useMay } from "@/lib/client/session";
import { counted } from "@/lib/contract/amount";
import type { AuditRow } from "@/lib/contract/reply";
import { AUDIT_COLUMNS } from "./columns";
import { type Filter, given, useAuditFilter } from "./filter";
import { FilterBar, FilterChips } from "./filter-bar";
import { isPageLook, PAGE_LOOKS } from "./page-looks";
import { TakeAway } from "./take-away";
import { useHiding } from "./use-hiding";

/** Columns that are taken out unless somebody wants them. */
const USUALLY_HIDDEN = ["at", "project"];

/** Everything that happened to the record and with it, newest first. */
export function AuditPage() {
  const [filter, setFilter] = useAuditFilter();
  const [hidden, setHidden] = useQueryState("without", parseAsArrayOf(parseAsString).withDefault(USUALLY_HIDDEN));
  const [isHiding, setHiding] = useHiding();
  const change = (part: Partial<Filter>) => void setFilter(part);
  const columns = AUDIT_COLUMNS.filter(({ id }) => !hidden.includes(id));
  function toggle(id: string) {
    void setHidden(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id]);
  }
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3">
        <h1 className="text-lg font-semibold">Audit</h1>
        <LiveLine />
        <div className="ml-auto flex flex-wrap items-center gap-1 max-sm:ml-0">
          <TakeAway filter={filter} />
          <ColumnChoice hidden={hidden} onToggle={toggle} />
        </div>
      </div>
      <FilterBar filter={filter} key={JSON.stringify(filter)} onChange={change} />
      <div className="px-4 pb-2">
        <Checkbox isSelected={isHiding} onChange={(is) => setHiding(is)}>
          Hide what every page asks for by itself ({PAGE_LOOKS})
        </Checkbox>
      </div>
      <FilterChips filter={filter} onChange={change} />
      <Events columns={columns} filter={filter} isHiding={isHiding} />
    </div>
  );
}

function ColumnChoice({ hidden, onToggle }: { hidden: readonly string[]; onToggle: (id: string) => void }) {
  return (
    <DialogTrigger>
      <Button look="quiet" size="small">
        <Columns3 aria-hidden="true" size={14} />
        Columns
      </Button>
      <Popover aria-label="Columns" className={`${POPOVER} flex flex-col gap-1.5 p-3`} placement="bottom end">
        {AUDIT_COLUMNS.map(({ id, name, isRowHeader }) =>
          isRowHeader ? null : (
            <Checkbox isSelected={!hidden.includes(id)} key={id} onChange={() => onToggle(id)}>
              {name}
            </Checkbox>
          ),
        )}
      </Popover>
    </DialogTrigger>
  );
}

/** New events announce themselves; the list changes when its reader says so. */
function LiveLine() {
  const project = useProject();
  const confinement = useConfinement("audit:read", project);
  const mayLook = useMay("audit:read") || confinement !== undefined;
  const [isOn, setOn] = useQueryState("live", parseAsBoolean.withDefault(true));
  const { count, isOpen, reset } = useNewEvents(isOn && mayLook, confinement);
  const showNew = useShowNewEvents();
  if (!mayLook) {
    return null;
  }
  return (
    <div className="flex items-center gap-2">
      <Button aria-pressed={isOn} look="quiet" onPress={() => setOn(!isOn)} size="small">
        <Radio aria-hidden="true" className={isOpen ? "text-ok" : "text-unknown"} size={14} />
        {isOn ? (isOpen ? "Live" : "Connecting …") : "Not live"}
      </Button>
      <span role="status">
        {count > 0 ? (
          <Button
            onPress={() => {
              reset();
              void showNew();
            }}
            size="small"
          >
            {counted(count, "new event")} – show
          </Button>
        ) : null}
      </span>
    </div>
  );
}

interface EventsProps {
  filter: Filter;
  columns: typeof AUDIT_COLUMNS;
  isHiding: boolean;
}

function Events({ filter, columns, isHiding }: EventsProps) {
  const confinement = useConfinement("audit:read", useProject());
  const audit = useAudit({ ...given(filter), ...(confinement && { project: confinement }) });
  const router = useRouter();
  const isShown = (row: AuditRow) => !(isHiding && isPageLook(row));
  const damaged = audit.data?.pages.reduce((sum, page) => sum + page.damaged, 0) ?? 0;
  const hidden = audit.data?.pages.flatMap(({ events }) => events.filter((row) => !isShown(row))).length ?? 0;
  const notes = [
    ...(isHiding ? [`${hidden.toLocaleString("en")} asked for by pages hidden`] : []),
    ...(damaged > 0 ? [`${damaged.toLocaleString("en")} left out that the recorder did not write: see Findings`] : []),
  ];
  return (
    <ListView
      canSort={false}
      columns={columns}
      empty={
        <Empty command="npx pedigree audit" title={hidden > 0 ? "All that was read is hidden" : "No event matches"}>
          {hidden > 0
            ? "Show more, or show what pages ask for by themselves."
            : "Take a filter off, or widen the time."}
        </Empty>
      }
      keyOf={({ id }) => id}
      label="Audit events, newest first"
      list={audit}
      onOpen={({ id }) => router.push(auditEventHref(id))}
      note={notes.length > 0 ? notes.join("; ") : undefined}
      rowsOf={(page) => page.events.filter(isShown)}
      what="events"
    />
  );
}
