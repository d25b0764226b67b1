import { z } from "zod";

/** Where to report a weakness of this installation (RFC 9116). */
export interface SecurityTxt {
  readonly contacts: readonly string[];
  readonly expires: string;
  readonly policy: string | undefined;
}

const CONTACT = /^(?:mailto:[^\s@<>]+@[^\s@<>]+|https:\/\/[^\s<>]+|tel:\+?[\d-]+)$/;

/** What {@link SecurityTxt} is read from. */
export const SECURITY_TXT = {
  PEDIGREE_SECURITY_CONTACT: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((each) => each !== ""))
    .pipe(
      z
        .array(z.string().regex(CONTACT, "must hold mailto:, https: or tel: addresses"))
        .min(1, "must hold mailto:, https: or tel: addresses"),
    )
    .optional(),
  PEDIGREE_SECURITY_EXPIRES: z.iso.date("must be a day such as 2027-06-30").optional(),
  PEDIGREE_SECURITY_POLICY: z.url({ protocol: /^https$/, error: "must be an https address" }).optional(),
};

type Read = z.infer<z.ZodObject<typeof SECURITY_TXT>>;

/** Is there an end for a contact that is given? Whoever finds a stale one tells nobody. */
export function hasExpiry(env: Read): boolean {
  return env.PEDIGREE_SECURITY_CONTACT === undefined || env.PEDIGREE_SECURITY_EXPIRES !== undefined;
}

/** Undefined where nobody said whom to tell: a contact is never made up. */
export function readSecurityTxt(env: Read): SecurityTxt | undefined {
  const { PEDIGREE_SECURITY_CONTACT: contacts, PEDIGREE_SECURITY_EXPIRES: day } = env;
  return contacts && day
    ? { contacts, expires: `${day}T00:00:00.000Z`, policy: env.PEDIGREE_SECURITY_POLICY }
    : undefined;
}
