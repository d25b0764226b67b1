import { z } from "zod";
import type { Envelope, EnvelopeActor } from "@/graph-schema/envelope";
import { DEFAULT_TREATMENT, type PrivacyBody, type PrivacyReply, Treatment } from "@/lib/contract/personal";
import type { Who } from "@/lib/contract/reply";
import { reason } from "@/lib/errors";
import { type ReadTx, read, write } from "@/lib/graph/session";
import { subjectKey } from "@/lib/keys/names";
import { append } from "@/lib/ledger/append";
import { asOf } from "@/lib/ledger/asOf";
import { sole } from "@/lib/ledger/draft";
import { keepLatest, latestEvents, latestKey, type ProvenEvent } from "@/lib/ledger/latest";
import { NoteRow, provenEnvelopes } from "@/lib/ledger/proven";
import { accountNamed } from "./accounts";
import { type Acted, refused } from "./act";
import { whoIs } from "./names";
import { PRIVACY_DECISIONS } from "./queries";
import { forgetCallers, rememberFor } from "./remembered";

/** Decisions of a project that a reply looks back on. */
const MOST = 500;
/** Where the record lost what was decided, nothing personal is stored. */
const STRICTEST: Treatment = { permanent: "refuse", encrypted: "refuse" };

interface Setting extends Treatment {
  readonly event: Envelope | null;
}

const Facts = z.object({ ...Treatment.shape, account: z.string().optional() });

function settingOf(event: ProvenEvent | "gone"): Setting {
  const told = event === "gone" ? undefined : Facts.safeParse(event.envelope.facts).data;
  return event === "gone" || !told
    ? { ...STRICTEST, event: null }
    : { permanent: told.permanent, encrypted: told.encrypted, event: event.envelope };
}

/** What was decided last for the project (the first name) and for accounts in it (the others), as is known outside of the database. */
async function settings(tx: ReadTx, names: readonly string[]): Promise<(Setting | undefined)[]> {
  const found = await latestEvents(tx, names);
  return names.map((name) => {
    const event = found.get(name);
    return event === undefined ? undefined : settingOf(event);
  });
}

/** What becomes of personal data in events that `actor` sends to `project`: what was decided for the service, else for the project. */
export function treatmentOf(project: string, { type, account }: EnvelopeActor, now: number): Promise<Treatment> {
  const names = [latestKey.privacy(project), ...(type === "service" ? [latestKey.privacy(project, account)] : [])];
  return rememberFor(`privacy ${names.join(" ")}`, now, async () => {
    const found = await read((tx) => settings(tx, names));
    const { permanent, encrypted } = found[1] ?? found[0] ?? DEFAULT_TREATMENT;
    return { permanent, encrypted };
  });
}

/** Who decides what, in which project. */
interface PrivacyWish extends PrivacyBody {
  readonly project: string;
  readonly by: EnvelopeActor;
}

/** Decides what becomes of personal data in the events of a project, or of one service in it. The event is the setting. */
export function setPrivacy({ project, by, service, reason: text, ...treatment }: PrivacyWish): Promise<Acted> {
  return write(async (tx): Promise<Acted> => {
    const account = service === undefined ? undefined : await accountNamed(tx, service);
    const facts = { ...treatment, ...(account ? { account: account.account } : {}) };
    const deed = { project, actor: by, action: "set_privacy" as const, facts };
    if (account && account.kind !== "service") {
      return refused(tx, deed, [reason("not_a_service")]);
    }
    const payloads = [{ name: "comment", key: subjectKey(by.account), content: { text } }];
    const draft = { ...deed, payloads, origin: "acted" as const, outcome: "done" as const };
    const recorded = sole(await append(tx, [draft]));
    keepLatest(tx, [draft], [recorded]);
    return { outcome: "done", recorded };
  }).finally(forgetCallers);
}

/** The services for which anything was decided, and whether all decisions were looked at. */
async function servicesOf(tx: ReadTx, project: string) {
  const rows = await tx.rows(PRIVACY_DECISIONS, { project, limit: MOST }, NoteRow);
  const decisions = await provenEnvelopes(rows.map(({ note }) => note));
  const accounts = decisions.flatMap((event) => Facts.safeParse(event?.facts).data?.account ?? []);
  return { accounts: [...new Set(accounts)], truncated: rows.length === MOST };
}

function told({ permanent, encrypted, event }: Setting, who: (account: string) => Who) {
  const decided = event && { by: who(event.actor.account), recordedAt: event.recorded_at, eventId: event.id };
  return { permanent, encrypted, decided };
}

/** How personal data is treated in a project, and of which services otherwise. */
export function viewPrivacy(project: string): Promise<PrivacyReply> {
  return read(async (tx) => {
    const speaksAsOf = await asOf(tx);
    const { accounts, truncated } = await servicesOf(tx, project);
    const names = [latestKey.privacy(project), ...accounts.map((account) => latestKey.privacy(project, account))];
    const [ofProject, ...ofServices] = await settings(tx, names);
    const known = [ofProject, ...ofServices].flatMap((each) => each?.event?.actor.account ?? []);
    const who = await whoIs(tx, [...known, ...accounts]);
    return {
      project: told(ofProject ?? { ...DEFAULT_TREATMENT, event: null }, who),
      services: accounts.flatMap((account, at) => {
        const setting = ofServices[at];
        return setting ? [{ who: who(account), ...told(setting, who) }] : [];
      }),
      truncated,
      asOf: speaksAsOf,
    };
  });
}
