import type { RemoteOptions } from "@/cli/remote/connect";
import { findAnywhere } from "@/cli/remote/find";
import { Refused, type Remote } from "@/cli/remote/remote";
import { counted } from "@/lib/contract/amount";
import { ExportReply } from "@/lib/contract/dossier";
import { sha256 } from "@/lib/hash";
import { certificateIn } from "@/lib/report/pdf/signer";

/** Who signed a document, as its certificate says. */
function saySigner({ digest, export: { facts } }: ExportReply, bytes: Uint8Array): string[] {
  const wanted = facts.certificate_sha256;
  if (typeof wanted !== "string") {
    return ["  not signed: no certificate was configured when it was exported"];
  }
  if (digest !== facts.sha256) {
    return [`  without the signature that it left with, by the certificate ${wanted}`];
  }
  const certificate = certificateIn(bytes, wanted);
  const name = (text: string) => text.split("\n").join(", ");
  return [
    `  signed by ${certificate ? name(certificate.subject) : "whoever has the key of"}, certificate ${wanted}`,
    ...(certificate ? [`  which ${name(certificate.issuer)} issued: whether to trust that is yours to say`] : []),
    `  ${facts.is_stamped === true ? "with" : "without"} a time stamp of an authority`,
  ];
}

/** What a document is about: an artifact, or what was recorded in a time. */
function about({ subject, facts, project }: ExportReply["export"]): string {
  const { since, until } = facts;
  const time = typeof since === "string" && typeof until === "string" ? `, from ${since} to ${until}` : "";
  return subject
    ? `${subject.type.replaceAll("_", " ")} ${subject.id}`
    : `what was recorded in the project ${project}${time}`;
}

/** What an installation says about a file that it may have exported, in lines. */
export function sayExport(found: ExportReply | undefined, bytes: Uint8Array): string[] {
  if (!found) {
    return ["INVALID: this installation did not export these bytes: they are not ours, or were altered"];
  }
  const { digest, since } = found;
  const { who, recordedAt, facts, id } = found.export;
  return [
    "valid: these are exactly the bytes that this installation exported",
    `  ${digest}`,
    `  exported ${recordedAt} by ${who.name ?? who.username ?? who.account}, event ${id}`,
    `  about ${about(found.export)}, as of entry ${facts.log_size ?? "unknown"} of the log`,
    ...saySigner(found, bytes),
    since.length > 0
      ? `  the record has moved on: ${counted(since.length, "act")} about it since`
      : "  nothing was done to it since",
    ...since.map((each) => `    ${each.recordedAt} ${each.action.replaceAll("_", " ")} (${each.outcome})`),
  ];
}

/** Asks the app whether it exported these bytes, in the project named or in any that the caller may read. */
export async function askForExport(
  app: Remote,
  bytes: Uint8Array,
  options: RemoteOptions,
): Promise<ExportReply | undefined> {
  try {
    return await findAnywhere(app, options, (there) => there.ask(ExportReply, ["exports", sha256(bytes)]));
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) {
      return undefined;
    }
    throw error;
  }
}
