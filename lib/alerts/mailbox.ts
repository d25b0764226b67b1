import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import { whyFailed } from "@/lib/anchors/post";
import type { AlertConfiguration } from "@/lib/env";
import type { Recipient } from "@/lib/env/values";
import { type Attempted, type Channel, type Message, nameOf } from "./channels";

const TIMEOUT_MS = 10_000;

/** The lines of a mail: what there is to say, then each thing that is known, one a line. */
function text({ what, data }: Message): string {
  const known = Object.entries(data).flatMap(([name, value]) =>
    value === null ? [] : [`${name.replaceAll("_", " ")}: ${value}`],
  );
  return [what, "", ...known, "", "Pedigree tells you of this because its operator entered your address."].join("\n");
}

function hostOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** Mails of one message have the same Message-ID, by which a mailbox may know that it has it (RFC 5322, section 3.6.4). */
function messageId(message: Message, from: string): string {
  return `<${createHash("sha256").update(message.id).digest("hex").slice(0, 32)}@${hostOf(from)}>`;
}

/** The status that an SMTP server gave, where it gave one (RFC 5321, section 4.2). */
function statusOf(error: unknown): { status?: number } {
  const code = error instanceof Error && "responseCode" in error ? error.responseCode : undefined;
  return typeof code === "number" ? { status: code } : {};
}

async function deliver(
  address: string,
  { url, from }: AlertConfiguration["smtp"],
  message: Message,
): Promise<Attempted> {
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { response } = await transport.sendMail({
      from: { name: "Pedigree", address: from },
      to: address,
      subject: `[Pedigree] ${message.severity}: ${message.what}`,
      text: text(message),
      messageId: messageId(message, from),
      headers: { "auto-submitted": "auto-generated", "x-pedigree-id": message.id },
      priority: message.severity === "critical" ? "high" : "normal",
    });
    return { outcome: "done", status: Number(response.slice(0, 3)) };
  } catch (error) {
    // A server repeats the address that it refuses, and the record keeps none.
    const why = whyFailed(error).replaceAll(address, "the recipient").slice(0, 200);
    return { outcome: "failed", ...statusOf(error), error: why };
  } finally {
    transport.close();
  }
}

/** The mailbox of an address, reached by the SMTP server that is configured. */
export function mailbox(recipient: Recipient, smtp: AlertConfiguration["smtp"]): Channel {
  const { least, address } = recipient;
  return {
    name: nameOf("email", hostOf(address), recipient),
    least,
    send: (message) => deliver(address, smtp, message),
  };
}
