import type { Command } from "commander";
import { getContent } from "@/cli/artifacts/get";
import { byteProgress } from "@/cli/artifacts/progress";
import { asWritten } from "@/cli/remote/as-written";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import type { Remote } from "@/cli/remote/remote";
import { type ContentReply, ContentsReply } from "@/lib/contract/contents";
import { SetupError } from "@/lib/errors";

interface Options extends RemoteOptions {
  readonly role?: string;
  readonly digest?: string;
  readonly out?: string;
}

function chosen({ contents }: ContentsReply, { role, digest }: Options): ContentReply {
  const wanted = digest?.replace(/^sha256:/, "").toLowerCase();
  const fitting = contents.filter(
    (each) =>
      (role === undefined || each.role === role) && (wanted === undefined || each.digest.slice(7).startsWith(wanted)),
  );
  const main = fitting.filter((each) => each.role !== "supplement");
  const [only, second] = main.length > 0 ? main : fitting;
  if (!only || second) {
    const there = contents.map((each) => `  ${each.role}  ${each.digest}`);
    throw new SetupError(
      only ? "Several things fit." : "Nothing is attached that fits.",
      ["Attached are:", ...(there.length > 0 ? there : ["  (nothing)"]), "Say which by --role or --digest."].join("\n"),
    );
  }
  return only;
}

async function get(app: Remote, type: string, id: string, options: Options): Promise<void> {
  const content = chosen(await app.ask(ContentsReply, ["artifacts", type, id, "contents"]), options);
  const out = options.out ?? id.replaceAll(/[^A-Za-z0-9._-]+/g, "_");
  const progress = byteProgress(content.sizeBytes);
  try {
    const parts = ["artifacts", type, id, "contents", content.digest];
    await getContent(app, parts, { content, out, onBytes: progress.add });
  } finally {
    progress.end();
  }
  console.log(`${out}  ${content.digest}, verified`);
}

/** `pedigree get TYPE ID`: fetches what is attached to an artifact, verified. */
export function register(program: Command): void {
  withRemote(
    program
      .command("get")
      .description("Fetch the bytes of an artifact, or of the version that a deployment deployed, and verify them.")
      .argument("<type>", "kind of the artifact, such as model_version or deployment")
      .argument("<id>", "its id"),
  )
    .option("--role <role>", "content, source, lockfile, schema or supplement")
    .option("--digest <hex>", "how the digest begins, where several things fit")
    .option("--out <path>", "where to put it (default: a name made of the id)")
    .action((type: string, id: string, options: Options) =>
      withApp(options, "ada.auditor", (app) =>
        asWritten([type, id], () => findAnywhere(app, options, (there) => get(there, type, id, options))),
      ),
    );
}
