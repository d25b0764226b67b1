import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { filesBelow, hashFile, listed, sizeOf } from "@/cli/artifacts/local";
import { byteProgress } from "@/cli/artifacts/progress";
import { type Attachment, uploadBytes, uploadFile } from "@/cli/artifacts/put";
import { asWritten } from "@/cli/remote/as-written";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { Refused, type Remote } from "@/cli/remote/remote";
import { MANIFEST_MEDIA_TYPE, rolesOf } from "@/graph-schema/contents";
import { WireType } from "@/graph-schema/names";
import { Digest } from "@/graph-schema/values";
import type { BlobRef } from "@/lib/artifacts/store";
import { areOtherBytes } from "@/lib/contract/attachment";
import { type AttachBody, AttachedReply } from "@/lib/contract/contents";
import { manifestBytes, manifestOf } from "@/lib/contract/manifest";
import { SetupError } from "@/lib/errors";

interface Options extends RemoteOptions {
  readonly role?: string;
  readonly mediaType?: string;
  readonly sha256?: string;
  readonly size?: number;
  readonly report?: boolean;
  readonly json?: boolean;
}

const REFERENCE = /^(s3|file|https):\/\//;
const HELP = `
SOURCE is a file, a folder (its files and a manifest of them), or an address at which the bytes stay: s3://bucket/key, file:///path,
https://…; an address needs --sha256 and --size, and is asserted until somebody verifies it.
Bytes that contradict what is recorded are refused before any of them is sent. With --report they are sent all the same: they are refused
then, and are a finding that somebody is told of; nothing that rests on the artifact is promoted or deployed until it is resolved. Sending again is safe: parts that came, and bytes that the project brought before, are not sent twice.`;

type Brought = Partial<AttachBody> & BlobRef;

async function bringFile(app: Remote, path: string, attachment?: Attachment): Promise<Brought> {
  const progress = byteProgress(2 * statSync(path).size);
  try {
    const file = await hashFile(path, progress.add);
    await uploadFile(app, { ...file, attachment }, progress.add);
    return { digest: file.digest, sizeBytes: file.sizeBytes, fileName: basename(path) };
  } finally {
    progress.end();
  }
}

/** The manifest goes first: with it the app says whether the record takes the folder, before its files are sent. */
async function bringFolder(app: Remote, folder: string, attachment?: Attachment): Promise<Brought> {
  const paths = await filesBelow(folder);
  const progress = byteProgress(2 * (await sizeOf(paths)));
  try {
    const files = [];
    for (const path of paths) {
      files.push(await hashFile(path, progress.add));
    }
    const bytes = manifestBytes(manifestOf(files.map((file) => listed(folder, file))));
    const digest = Digest.parse(createHash("sha256").update(bytes).digest("hex"));
    const blob = { digest, sizeBytes: bytes.length };
    const mediaType = MANIFEST_MEDIA_TYPE;
    await uploadBytes(app, { ...blob, attachment: attachment && { ...attachment, mediaType } }, bytes);
    for (const file of files) {
      await uploadFile(app, file, progress.add);
    }
    return { ...blob, mediaType, fileName: basename(folder) };
  } finally {
    progress.end();
  }
}

function referred(uri: string, { sha256, size }: Options): Brought {
  const digest = Digest.safeParse(sha256);
  if (!digest.success || size === undefined) {
    throw new SetupError(
      "An address needs the digest and the size of what is there.",
      "Say --sha256 HEX --size BYTES.",
    );
  }
  return { uri, digest: digest.data, sizeBytes: size };
}

async function bring(app: Remote, source: string, options: Options, attachment?: Attachment): Promise<Brought> {
  if (REFERENCE.test(source)) {
    return referred(source, options);
  }
  if (!existsSync(source)) {
    throw new SetupError(`There is no file ${source}.`, "Check the name.");
  }
  return statSync(source).isDirectory() ? bringFolder(app, source, attachment) : bringFile(app, source, attachment);
}

async function put(
  app: Remote,
  source: string,
  [type, id]: readonly [string, string],
  options: Options,
): Promise<void> {
  const known = WireType.safeParse(type);
  const [usual] = known.success ? rolesOf(known.data) : [];
  const role = options.role ?? usual;
  if (!role) {
    throw new SetupError(`Nothing can be attached to a ${type}.`, "See the roles in docs/guides/data-scientist.md.");
  }
  const mediaType = options.mediaType ? { mediaType: options.mediaType } : {};
  const attachment = { artifact: { type, id }, role, ...mediaType, isReport: options.report };
  const attaching = async () => {
    const brought = await bring(app, source, options, attachment);
    return app.tell(AttachedReply, ["artifacts", type, id, "contents"], { ...brought, role, ...mediaType });
  };
  const reply = await attaching().catch((error: unknown) => {
    throw REFERENCE.test(source) ? error : withSequel(error, options.report === true);
  });
  const { content, isNew } = reply;
  const how = isNew ? "attached" : "attached before";
  const said = `${content.digest}  ${content.sizeBytes} bytes, ${how} as ${content.role}, ${content.state}`;
  console.log(options.json ? JSON.stringify(reply) : `${said}\non record as ${content.eventId}`);
}

/** A refusal of other bytes than those that are recorded, with what follows of it. */
function withSequel(error: unknown, isReport: boolean): unknown {
  if (!(error instanceof Refused && areOtherBytes(error.problem.reasons ?? []))) {
    return error;
  }
  const sequel = isReport
    ? "A finding is on record: until somebody has resolved it nothing that rests on this artifact is promoted or deployed."
    : "Nothing was sent. With --report it is sent all the same, and is a finding.";
  return new Refused({ ...error.problem, detail: [error.problem.detail, sequel].filter(Boolean).join(" ") });
}

function bytesIn(text: string): number {
  const size = Number(text);
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new InvalidArgumentError("must be a number of bytes.");
  }
  return size;
}

/** `pedigree put SOURCE TYPE ID`: attaches bytes to a recorded artifact. */
export function register(program: Command): void {
  withRemote(
    program
      .command("put")
      .description("Attach a file, a folder or an address to a recorded artifact.")
      .argument("<source>", "file, folder or address")
      .argument("<type>", "kind of the artifact, such as model_version or dataset")
      .argument("<id>", "its id"),
  )
    .option("--role <role>", "content, source, lockfile, schema or supplement (default: what is usual for the kind)")
    .option("--media-type <type>", "such as text/csv")
    .option("--sha256 <digest>", "of what is at the address")
    .option("--size <bytes>", "of what is at the address", bytesIn)
    .option("--report", "send bytes that contradict the record too, so that they are a finding")
    .option("--json", "print the reply as JSON")
    .addHelpText("after", HELP)
    .action((source: string, type: string, id: string, options: Options) =>
      withApp(options, undefined, (app) => asWritten([type, id], () => put(app, source, [type, id], options))),
    );
}
