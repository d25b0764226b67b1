import { type Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { type ActOptions, act, withAct } from "@/cli/remote/act";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { sayShown } from "@/cli/remote/say";
import { sayIncident, sayIncidentRow } from "@/cli/remote/say-incident";
import { SUSPECT_CODES } from "@/lib/contract/cause";
import { IncidentReply } from "@/lib/contract/incident-view";
import { ACTION_KINDS, INCIDENT_STATES, IncidentsReply } from "@/lib/contract/incidents";

interface ArtifactName {
  readonly type: string;
  readonly id: string;
}

/** `deployment:D46` and `model_version:churn:v3`: the type ends at the first colon. */
function artifact(text: string): ArtifactName {
  const at = text.indexOf(":");
  if (at < 1 || at === text.length - 1) {
    throw new InvalidArgumentError("must be TYPE:ID, such as deployment:D46.");
  }
  return { type: text.slice(0, at), id: text.slice(at + 1) };
}

function artifacts(text: string, before: readonly ArtifactName[] | undefined): ArtifactName[] {
  return [...(before ?? []), artifact(text)];
}

interface Opening extends ActOptions {
  readonly reported?: string;
  readonly concerns?: ArtifactName;
  readonly kind?: string;
  readonly severity?: string;
  readonly observation?: string;
  readonly since: string;
  readonly title: string;
  readonly description?: string;
}

function opening(incident: Command): void {
  withAct(incident.command("open").description("Open an incident, or take up one that monitoring reported."))
    .option("--reported <incident>", "take up this one, as monitoring recorded it")
    .option("--concerns <type:id>", "a deployment, model version or prediction, such as deployment:D46", artifact)
    .option("--kind <word>", "kind of trouble, such as metric_drop")
    .addOption(new Option("--severity <level>").choices(["info", "warning", "critical"]))
    .option("--observation <event>", "the event that observed the drop of a metric")
    .requiredOption("--since <time>", "when the trouble began, or was noticed (RFC 3339)")
    .requiredOption("--title <text>", "stored encrypted")
    .option("--description <text>", "stored encrypted")
    .action((options: Opening) => {
      const { reported, concerns, kind, severity, observation, since, title, description } = options;
      const told = reported === undefined ? { concerns, kind, severity, observation } : { reported };
      return act(options, ["incidents"], { ...told, since, title, description });
    });
}

function handling(incident: Command): void {
  withAct(incident.command("note").description("Add a remark to the timeline.").argument("<incident>"))
    .requiredOption("--text <text>", "stored encrypted")
    .action((id: string, options: ActOptions & { text: string }) =>
      act(options, ["incidents", id, "notes"], { text: options.text }),
    );
  withAct(incident.command("cause").description("Say what the cause is, and why.").argument("<incident>"))
    .addOption(new Option("--cause <code>", "the suspect").choices([...SUSPECT_CODES, "other"]).makeOptionMandatory())
    .option("--artifact <type:id>", "a recorded artifact that it is about; may be repeated", artifacts)
    .requiredOption("--reason <text>", "stored encrypted")
    .action((id: string, options: ActOptions & { cause: string; artifact?: ArtifactName[]; reason: string }) =>
      act(options, ["incidents", id, "cause"], {
        cause: options.cause,
        artifacts: options.artifact ?? [],
        reason: options.reason,
      }),
    );
  withAct(
    incident
      .command("close")
      .description("Close it; a cause, or that none was found, must be said.")
      .argument("<incident>"),
  )
    .requiredOption("--reason <text>", "stored encrypted")
    .option("--no-cause-found", "the cause was looked for and not found")
    .action((id: string, options: ActOptions & { reason: string; causeFound: boolean }) =>
      act(options, ["incidents", id, "closing"], { reason: options.reason, noCauseFound: !options.causeFound }),
    );
}

interface Correcting extends ActOptions {
  readonly kind?: string;
  readonly done?: boolean;
  readonly completes?: string;
  readonly by?: ArtifactName;
  readonly policy?: string;
  readonly text?: string;
}

function correcting(incident: Command): void {
  withAct(
    incident.command("action").description("Record a corrective action, or that one is done.").argument("<incident>"),
  )
    .addOption(new Option("--kind <kind>").choices([...ACTION_KINDS]))
    .option("--done", "it is done already; otherwise it is planned")
    .option("--completes <event>", "the planned action, by its event, that is done now")
    .option("--by <type:id>", "the policy, deployment, run or model version by which it is done", artifact)
    .option("--policy <digest>", "SHA-256 of the policy that a policy change publishes")
    .option("--text <text>", "what is done; stored encrypted")
    .action((id: string, options: Correcting) => {
      const { kind, done, completes, text } = options;
      const by = { artifact: options.by, policySha256: options.policy, text };
      return completes === undefined
        ? act(options, ["incidents", id, "actions"], { ...by, kind, state: done ? "done" : "planned" })
        : act(options, ["incidents", id, "actions", completes, "completion"], by);
    });
}

function looks(incident: Command): void {
  withRemote(incident.command("list").description("List incidents, newest first."))
    .addOption(new Option("--state <state>").choices([...INCIDENT_STATES]))
    .option("--json", "print the reply as JSON")
    .action((options: RemoteOptions & { state?: string; json?: boolean }) =>
      withApp(options, "svc-ci", async (app) => {
        const reply = await app.ask(IncidentsReply, ["incidents"], { state: options.state });
        const said = [...reply.incidents.map(sayIncidentRow), sayShown(reply.incidents.length, reply)];
        console.log(options.json ? JSON.stringify(reply) : said.join("\n"));
      }),
    );
  withRemote(
    incident
      .command("show")
      .description("Show an incident: what changed, who is suspected and why, what was done about it.")
      .argument("<incident>"),
  )
    .option("--days <n>", "days on each side that are looked at", "7")
    .option("--json", "print the reply as JSON")
    .option("--report", "print the report to take away, as JSON with the digests of its events; that is recorded")
    .action((id: string, options: RemoteOptions & { days: string; json?: boolean; report?: boolean }) =>
      withApp(options, "svc-ci", async (app) => {
        const { days } = options;
        if (options.report) {
          console.log(JSON.stringify(await app.ask(z.json(), ["incidents", id, "report"], { days }), null, 2));
          return;
        }
        const reply = await app.ask(IncidentReply, ["incidents", id], { days });
        console.log(options.json ? JSON.stringify(reply, null, 2) : sayIncident(reply).join("\n"));
      }),
    );
}

/** `pedigree incident open|list|show|note|cause|action|close`. */
export function register(program: Command): void {
  const incident = program.command("incident").description("Open incidents, find their causes and handle them.");
  opening(incident);
  handling(incident);
  correcting(incident);
  looks(incident);
}
