import { z } from "zod";
import { RETENTION_CLASSES, type RetentionClass } from "@/graph-schema/privacy";

/** No window may be shorter: logs are kept for six months, what belongs to dossiers for ten years. What is in quarantine is no log. */
export const MINIMUM_DAYS: Readonly<Record<RetentionClass, number>> = {
  looks: 183,
  access: 183,
  decisions: 183,
  records: 183,
  dossiers: 3_650,
  quarantine: 1,
};

const DEFAULT_DAYS: Readonly<Record<RetentionClass, number>> = {
  looks: 730,
  access: 365,
  decisions: 3_650,
  records: 3_650,
  dossiers: 3_650,
  quarantine: 30,
};

const Windows = z.partialRecord(z.enum(RETENTION_CLASSES), z.coerce.number().int().max(36_500));

/** `looks=730 access=365`: for how many days what is kept beside the envelopes stays, by class. */
export const RetentionDays = z
  .string()
  .default("")
  .transform((text, context): Readonly<Record<RetentionClass, number>> => {
    const pairs = text.split(/[\s,]+/).filter((pair) => pair !== "");
    const given = Windows.safeParse(Object.fromEntries(pairs.map((pair) => pair.split("="))));
    const days = { ...DEFAULT_DAYS, ...given.data };
    const short = RETENTION_CLASSES.filter((name) => days[name] < MINIMUM_DAYS[name]);
    if (!given.success || short.length > 0) {
      const wanted = RETENTION_CLASSES.map((name) => `${name}=${MINIMUM_DAYS[name]} or more`).join(", ");
      context.addIssue({ code: "custom", message: `must be class=days for some of ${wanted}` });
      return z.NEVER;
    }
    return days;
  });
