import type { Candidate, Rule } from "./rule";

/** Tokens whose issuers gave them a form by which they are found. */
const ISSUED = [
  "pdg_[A-Za-z0-9_-]{20,100}",
  "AccountKey=[A-Za-z0-9+/]{40,100}={0,2}",
  "(?:AKIA|ASIA)[A-Z0-9]{16}",
  "gh[pousr]_[A-Za-z0-9]{36,251}",
  "github_pat_[A-Za-z0-9_]{22,255}",
  "glpat-[A-Za-z0-9_-]{20,64}",
  "xox[abeoprs]-[A-Za-z0-9-]{10,200}",
  "[rs]k_(?:live|test)_[A-Za-z0-9]{16,100}",
  "sk-(?:proj-|ant-api\\d\\d-|or-v1-)?[A-Za-z0-9_]{20,200}",
  "AIza[A-Za-z0-9_-]{35}",
  "ya29\\.[A-Za-z0-9_-]{20,200}",
  "hf_[A-Za-z0-9]{30,40}",
  "npm_[A-Za-z0-9]{36}",
  "pypi-[A-Za-z0-9_-]{50,300}",
  "dop_v1_[a-f0-9]{64}",
  "SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}",
  "eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{8,2000}",
].join("|");

const LABELS =
  "password|passwd|pwd|passwort|kennwort|mot de passe|contraseña|wachtwoord|hasło|secret(?: key)?|api[_ -]?key|apikey|access[_ -]?key|secret[_ -]?access[_ -]?key|access[_ -]?token|auth[_ -]?token|client[_ -]?secret|private[_ -]?key";
const LABELLED = new RegExp(
  `(?<!\\p{L})(?:${LABELS})["']?\\s{0,3}[:=]\\s{0,3}["']?(?<value>[^\\s"',;&<>]{6,200})`,
  "giu",
);
/** A name under which a secret stands. */
export const SECRET_KEY = new RegExp(`(?<!\\p{L})(?:${LABELS})$`, "iu");

/** What stands where a secret would, and is none. */
const PLACEHOLDER =
  /^(?:[*x.•-]{3,}|\$\{|\$\(|\$[A-Z]|%|<|\{\{|\[|env[:.(]|os\.|process\.env|vault:|secret:|arn:|file:|sha256:|none$|null$|true$|false$|redacted|hidden|masked|required|optional|string$|your[-_]|changeme$|example$|placeholder)/iu;

/** Where a secret lies, or somebody works, is none. */
const PATH = /^(?:~|\.{1,2})?(?:\/[a-z][a-z0-9._-]{0,60}){1,12}\/?$/;

function isChosen(text: string): boolean {
  return !PLACEHOLDER.test(text) && !PATH.test(text) && /[^\p{L}]/u.test(text) && !/^[\d.]+$/.test(text);
}

/** A whole text that stands under a name such as `db_password`. */
function isUnderSecretName({ text, key }: Candidate): boolean {
  return SECRET_KEY.test(key) && isChosen(text) && !/^[a-z]+(?:[._-][a-z]+)+$/i.test(text);
}

/** What opens doors: whoever reads the record could use it. */
export const SECRETS: readonly Rule[] = [
  { kind: "secret", pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${ISSUED})(?![A-Za-z0-9_])`, "g") },
  {
    kind: "secret",
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,8000}?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
    needs: (text) => text.includes("PRIVATE KEY"),
  },
  {
    kind: "secret",
    pattern:
      /(?<![\p{L}\p{N}+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"'<>]{0,100}:(?<value>[^\s/@"'<>]{1,200})@(?=[\p{L}\p{N}[])/giu,
    needs: (text) => text.includes("://") && text.includes("@"),
    holds: ({ text }) => !PLACEHOLDER.test(text),
  },
  {
    kind: "secret",
    pattern: /(?<!\p{L})(?:bearer|basic)\s{1,3}(?<value>[A-Za-z0-9+/_=.-]{12,2000})/giu,
    needs: (text) => /(?:bearer|basic)\s/iu.test(text),
    holds: ({ text }) => /\d/.test(text) && /[A-Z]/.test(text),
  },
  { kind: "secret", pattern: LABELLED, needs: (text) => /[:=]/.test(text), holds: ({ text }) => isChosen(text) },
  { kind: "secret", pattern: /^[^\s]{6,300}$/gu, holds: isUnderSecretName },
];
