import { attachBytes } from "@/cli/sample/attach";
import { type Door, UnexpectedAnswer } from "@/cli/sample/door";

/** For tests: who records, and where. */
interface Recording {
  readonly door: Door;
  readonly project: string;
}

/** For tests: records events as they are, each of which is taken. */
export async function record({ door, project }: Recording, events: readonly object[]): Promise<void> {
  const answer = await door.send("POST", ["projects", project, "events"], events);
  if (answer.status !== 201) {
    throw new UnexpectedAnswer("the events", answer);
  }
}

/**
 * For tests: records the prediction `P<name>`, which answered `{"score": 1}`, with all that its contract takes to run it again but its
 * code, which is that of the commit `C<name>`. Its environment is an empty lockfile, or the image that has this digest.
 */
export async function recordRunnable(
  recording: Recording,
  name: string,
  command: readonly string[],
  image?: string,
): Promise<void> {
  const it = (type: string, id: string) => ({ type, id: `${id}${name}` });
  const [commit, environment, run] = [it("commit", "C"), it("environment", "env:"), it("run", "R")];
  const [version, deployment, prediction] = [it("model_version", "v:"), it("deployment", "D"), it("prediction", "P")];
  const events = [
    { action: "record", subject: commit },
    {
      action: "record",
      subject: environment,
      ...(image ? { declares: [{ ...environment, image_digest: image }] } : {}),
    },
    { action: "start", subject: run, related: [commit, environment] },
    { action: "register", subject: version, related: [run] },
    { action: "deploy", subject: deployment, related: [version] },
    {
      action: "predict",
      subject: prediction,
      related: [deployment],
      declares: [{ ...prediction, output: { score: 1 } }],
    },
  ].map((event) => ({
    event_id: `${event.action} ${event.subject.id}`,
    timestamp: "2024-05-17T09:35:00Z",
    ...event,
  }));
  await record(recording, events);
  const contract = {
    kind: "pedigree.scoring",
    v: 1,
    command,
    input: { via: "stdin" },
    output: { from: "stdout", fields: { score: { type: "number" } } },
  };
  const scoring = { role: "supplement", mediaType: "application/vnd.pedigree.scoring.v1+json" };
  const attached = [
    ...(image ? [] : [{ ...environment, role: "lockfile", mediaType: "text/plain", text: "# nothing\n" } as const]),
    { ...version, role: "content", mediaType: "text/plain", text: "a model" },
    { ...version, ...scoring, text: JSON.stringify(contract) },
    { ...prediction, role: "input", mediaType: "text/plain", text: "a request" },
  ] as const;
  for (const each of attached) {
    const refusal = await attachBytes(recording.door, recording.project, each);
    if (refusal) {
      throw new UnexpectedAnswer(`${each.role} of ${each.id}`, refusal);
    }
  }
}
