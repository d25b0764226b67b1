import { z } from "zod";
import { amount, counted } from "./amount";

type Issue = z.core.$ZodIssue;

const Own = z.object({ code: z.string() });

/** The code under which an issue is told: its own, where the schema gave it one. */
export function codeOf(issue: Issue): string {
  const own = issue.code === "custom" ? Own.safeParse(issue.params).data?.code : undefined;
  return own ?? (issue.code === "custom" ? "not_acceptable" : issue.code);
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  record: "an object",
};

function sayBound(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const [most, bound] = issue.code === "too_big" ? ["most", issue.maximum] : ["least", issue.minimum];
  const number = Number(bound);
  if (issue.origin === "string") {
    return `must have at ${most} ${counted(number, "character")}`;
  }
  const isMany = issue.origin === "array" || issue.origin === "set" || issue.origin === "map";
  return isMany
    ? `must have at ${most} ${counted(number, "entry", "entries")}`
    : `must be at ${most} ${amount(number)}`;
}

/** What is wrong, in our words where the schema has none. */
export function sayIssue(issue: Issue): string {
  // The library's own words begin like this; a schema's own never do.
  if (!/^(Invalid|Too) /.test(issue.message)) {
    return issue.message;
  }
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "too_big":
    case "too_small":
      return sayBound(issue);
    case "invalid_format":
      return issue.format === "regex" ? `must match ${issue.pattern}` : `is not of the form ${issue.format}`;
    default:
      return "is not acceptable here";
  }
}
