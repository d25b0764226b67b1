import { Download } from "lucide-react";
import { Refusal } from "@/components/reason/refusal";
import { SimpleTable } from "@/components/settings/simple-table";
import { bytesText } from "@/components/ui/amounts";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { saveBytes } from "@/components/ui/save";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { useReport, useReports } from "@/lib/client/dossiers";
import type { ReportsReply } from "@/lib/contract/reports";

type Report = ReportsReply["reports"][number];
type Schedule = ReportsReply["schedules"][number];

const HEAD = ["Schedule", "Tells of the time from", "until before", "Made", "Size", ""];

function part({ volume, volumes }: Report): string {
  return volumes > 1 ? `, ${volume} of ${volumes}` : "";
}

function fileName(report: Report): string {
  const { schedule, until, volume, volumes, format } = report;
  return `${schedule}-${until.slice(0, 10)}${volumes > 1 ? `-${volume}` : ""}.${format}`;
}

function Due({ schedule: { name, subject, cron, zone, dueAt } }: { schedule: Schedule }) {
  return (
    <li>
      <span className="font-mono">{name}</span>, about {subject ? subject.id : "all that is recorded here"}, at{" "}
      <span className="font-mono">{cron}</span> ({zone})
      {dueAt ? (
        <>
          {Date.parse(dueAt) < Date.now() ? "; overdue since " : "; the next one at "}
          <Moment iso={dueAt} />
        </>
      ) : (
        "; never again"
      )}
    </li>
  );
}

function Reports({ project, reply: { schedules, reports } }: { project: string; reply: ReportsReply }) {
  const { mutate, isPending, variables, error } = useReport(project);
  const save = (report: Report) => mutate(report.digest, { onSuccess: (bytes) => saveBytes(bytes, fileName(report)) });
  if (schedules.length === 0 && reports.length === 0) {
    return <p className="text-ink-soft">Nothing is made on schedule in {project}. An operator sets that up.</p>;
  }
  return (
    <>
      <ul className="text-ink-soft">
        {schedules.map((schedule) => (
          <Due key={schedule.name} schedule={schedule} />
        ))}
      </ul>
      {reports.length > 0 ? (
        <SimpleTable
          cells={(report) => [
            `${report.schedule}${part(report)}`,
            <Moment iso={report.since} key="since" quiet />,
            <Moment iso={report.until} key="until" quiet />,
            <Moment iso={report.madeAt} key="made" quiet />,
            bytesText(report.sizeBytes),
            <Button isDisabled={isPending} key="save" look="quiet" onPress={() => save(report)} size="small">
              <Download aria-hidden="true" size={14} />
              {isPending && variables === report.digest ? "Coming …" : `Save ${report.format}`}
            </Button>,
          ]}
          head={HEAD}
          keyOf={({ eventId }) => eventId}
          label="Dossiers that were made on schedule"
          rows={reports}
        />
      ) : (
        <p>None was made yet.</p>
      )}
      {error ? <Refusal error={error} /> : null}
    </>
  );
}

/** What Pedigree makes on schedule in a project, and what it made, to be saved. People go by their pseudonyms in it. */
export function Scheduled({ project }: { project: string }) {
  const { data, error } = useReports(project);
  return (
    <section aria-labelledby="scheduled" className="flex flex-col gap-2 border-t border-line pt-4">
      <h3 className="font-semibold" id="scheduled">
        Made on schedule
      </h3>
      {error ? <Refusal error={error} /> : null}
      {data ? <Reports project={project} reply={data} /> : null}
      {data || error ? null : (
        <Waiting canLeave={false} what={`Reading what is made on schedule in ${project}`}>
          <TableBars rows={2} />
        </Waiting>
      )}
    </section>
  );
}
