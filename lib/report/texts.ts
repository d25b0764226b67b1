/** What the words of a dossier mean. */
export const GLOSSARY: readonly (readonly [string, string])[] = [
  ["acted", "The person or service did it through Pedigree, which checked who it was and whether they may."],
  ["asserted", "Somebody told Pedigree that it happened. That they said so is proven; what they said was not checked."],
  [
    "when, recorded",
    "When something happened, as whoever told it says, and when Pedigree recorded it by its own clock. Acts have one time.",
  ],
  ["refused", "Somebody tried, and was not let. The attempt is recorded like what was done."],
  ["attestation", "A statement about an artifact, such as the result of its tests, by a person or a service."],
  [
    "digest, SHA-256",
    "A number that is computed from bytes and changes with any of them. Equal digests mean equal bytes.",
  ],
  ["entry", "The place of an event in the log, counted from 0. The log only grows; no place is given twice."],
  ["root, checkpoint", "One digest over all entries of the log, signed by the log and where configured by witnesses."],
  ["pseudonym", "What the log holds of a person. Names are kept apart, and can be erased without breaking a proof."],
];

/** How a reader checks a dossier without us. */
export const HOW_TO_VERIFY: readonly string[] = [
  "Get the keys of the log from its operator by another way than this document, and save them as pinned.json (“pedigree keys show” prints them).",
  "Take the attached file evidence.zip out of this document (any PDF reader, or “pdfdetach -saveall”), and compare its SHA-256 with the one on the first page.",
  "Run “pedigree verify evidence.zip --trust pinned.json”. It needs no database and no network. VERIFY.txt inside of it does the same with openssl, sha256sum and python3.",
  "Ask the installation that made this document with “pedigree verify FILE.pdf”: it says whether it exported exactly these bytes, when, for whom, and what was recorded about the subject since.",
];
