import { Download } from "lucide-react";
import { Refusal } from "@/components/reason/refusal";
import { bytesText } from "@/components/ui/amounts";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { saveBytes } from "@/components/ui/save";
import { TableBars, Waiting } from "@/components/ui/waiting";
import { useReport, useReports } from "@/lib/client/dossiers";
import { type ReportsReply, reportName } from "@/lib/contract/reports";

type Report = ReportsReply["reports"][number];
type Schedule = ReportsReply["schedules"][number];

function part({ volume, volumes }: Report): string {
  return volumes > 1 ? `, ${volume} of ${volumes}` : "";
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
  const save = (report: Report) =>
    mutate(report.digest, { onSuccess: (bytes) => saveBytes(bytes, reportName(report)) });
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
        <ul aria-label="Dossiers that were made on schedule" className="max-h-72 overflow-y-auto">
          {reports.map((report) => (
            <li className="flex items-center justify-between gap-4 border-b border-line py-1.5" key={report.eventId}>
              <div className="min-w-0">
                <span className="font-mono">{report.schedule}</span>
                {part(report)}, up to <Moment iso={report.until} quiet />
                <p className="text-xs text-ink-soft">
                  from <Moment iso={report.since} quiet /> · {bytesText(report.sizeBytes)} · made{" "}
                  <Moment iso={report.madeAt} quiet />
                </p>
              </div>
              <Button isDisabled={isPending} look="quiet" onPress={() => save(report)} size="small">
                <Download aria-hidden="true" size={14} />
                {isPending && variables === report.digest ? "Coming …" : `Save ${report.format}`}
              </Button>
            </li>
          ))}
        </ul>
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
        Made on schedule in {project}
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
