import { type Command, Option } from "commander";
import { withApp, withRemote } from "@/cli/remote/connect";
import { type Acting, act, type Options, say, withReason } from "@/cli/remote/privacy-acts";
import { sayHolds, sayPlan, saySubject, sayWindows } from "@/cli/remote/say-privacy";
import { ERASURE_BASES } from "@/graph-schema/privacy";
import { ErasurePlanReply, PrivacyReply, RetentionReply, SubjectReply } from "@/lib/contract/privacy";
import { SetupError } from "@/lib/errors";

function erasing(privacy: Command): void {
  withRemote(
    privacy
      .command("plan")
      .description("Show what the erasure of a person would take, and what stands against it. Nothing is changed.")
      .argument("<person>", "user name, or pseudonym"),
  )
    .option("--json", "print the reply as JSON")
    .action((person: string, options: Options) =>
      withApp(options, undefined, async (app) => {
        const plan = await app.ask(ErasurePlanReply, ["", "privacy", "subjects", person, "erasure"]);
        say(options, plan, sayPlan(plan));
      }),
    );
  withReason(
    privacy
      .command("erase")
      .description("Erase what is kept of a person: their account, their names, what lies under their key. For good.")
      .argument("<person>", "user name, or pseudonym"),
  )
    .addOption(
      new Option("--basis <ground>", "the ground of Art. 17(1) GDPR").choices([...ERASURE_BASES]).makeOptionMandatory(),
    )
    .option("--yes", "do it; without this it is only shown what would go")
    .action((person: string, options: Acting & { basis: string; yes?: boolean }) => {
      if (!options.yes) {
        throw new SetupError("Nothing was erased.", "Look at `pedigree privacy plan` first, then add --yes.");
      }
      const parts = ["", "privacy", "subjects", person, "erasure"];
      return act(options, parts, { basis: options.basis }, "The account is closed; the worker takes the rest away.");
    });
}

interface On {
  readonly person?: string;
  readonly wholeProject?: string;
  readonly artifact?: string;
}

function onWhat(command: Command, { person, wholeProject, artifact }: On, project: string) {
  const [type, ...id] = artifact?.split(":") ?? [];
  const named = [
    ...(person === undefined ? [] : [{ scope: "person", name: person }]),
    ...(wholeProject === undefined ? [] : [{ scope: "project", project: wholeProject }]),
    ...(artifact === undefined ? [] : [{ scope: "artifact", project, type, id: id.join(":") }]),
  ];
  const [on] = named;
  if (!on || named.length > 1) {
    command.error("error: name one of --person, --whole-project and --artifact");
  }
  return on;
}

function holding(privacy: Command): void {
  const ways = [
    { name: "hold", path: "holds", says: "Put a legal hold on a person, a project or an artifact.", done: "Held." },
    { name: "release", path: "releases", says: "Release a legal hold.", done: "Released." },
  ];
  for (const { name, path, says, done } of ways) {
    withReason(privacy.command(name).description(says))
      .option("--person <name>", "user name, or pseudonym")
      .option("--whole-project <id>", "a project with all that is in it")
      .option("--artifact <type:id>", "such as model_version:churn:v2, in --project")
      .action((options: Acting & On, command: Command) =>
        act(options, ["", "privacy", path], { on: onWhat(command, options, options.project ?? "default") }, done),
      );
  }
}

function looking(privacy: Command): void {
  withRemote(privacy.command("show").description("Show what is held, whom it was asked to erase, and the windows."))
    .option("--json", "print the reply as JSON")
    .action((options: Options) =>
      withApp(options, undefined, async (app) => {
        const reply = await app.ask(PrivacyReply, ["", "privacy"]);
        say(options, reply, sayHolds(reply));
      }),
    );
  withRemote(
    privacy
      .command("report")
      .description("Everything that is held about a person, to hand over; that is recorded.")
      .argument("<person>", "user name, or pseudonym"),
  )
    .option("--json", "print it as JSON")
    .option("--csv", "print it as CSV: one line for each thing that is held")
    .action((person: string, options: Options & { csv?: boolean }) =>
      withApp(options, undefined, async (app) => {
        const reply = await app.ask(SubjectReply, ["", "privacy", "subjects", person]);
        say(options, reply, saySubject(reply, options.csv === true));
      }),
    );
}

function retaining(privacy: Command): void {
  withRemote(privacy.command("retention").description("Show what is due to go by its window, or have it go now."))
    .option("--dry-run", "show only; what it does without --run, too")
    .option("--run", "take what is due; needs --reason")
    .option("--reason <text>", "why now; stored encrypted")
    .option("--json", "print the reply as JSON")
    .action((options: Options & { run?: boolean; reason?: string }, command: Command) => {
      if (options.run) {
        if (options.reason === undefined) {
          command.error("error: --run needs --reason");
        }
        return act({ ...options, reason: options.reason }, ["", "privacy", "retention"], {}, "What was due is gone.");
      }
      return withApp(options, undefined, async (app) => {
        const reply = await app.ask(RetentionReply, ["", "privacy", "retention"]);
        say(options, reply, sayWindows(reply));
      });
    });
}

/** `pedigree privacy plan|erase|hold|release|show|report|retention`, for the compliance officer. */
export function register(program: Command): void {
  const privacy = program.command("privacy").description("What is kept of persons: erase it, hold it, report it.");
  erasing(privacy);
  holding(privacy);
  looking(privacy);
  retaining(privacy);
}
