import { configuration } from "@/lib/env";
import type { SecurityTxt } from "@/lib/env/security-txt";
import { bytes, problem } from "./reply";

/** Where RFC 9116 wants the file. */
const PATH = "/.well-known/security.txt";

/** The file's text. */
export function securityTxt({ contacts, expires, policy }: SecurityTxt, publicUrl: string): string {
  const lines = [
    ...contacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${expires}`,
    ...(policy === undefined ? [] : [`Policy: ${policy}`]),
    `Canonical: ${publicUrl}${PATH}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** GET /.well-known/security.txt: 404 where nothing is configured, or what was configured is over. */
export async function securityTxtReply(): Promise<Response> {
  const { security, publicUrl } = configuration();
  if (!security || Date.parse(security.expires) <= Date.now()) {
    const detail = "The operator has not configured whom to tell, or what was configured is over.";
    return problem({ title: "There is no security.txt", status: 404, detail });
  }
  return bytes(Buffer.from(securityTxt(security, publicUrl)), { "content-type": "text/plain; charset=utf-8" });
}
