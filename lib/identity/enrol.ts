import { v4 as uuid } from "uuid";
import { z } from "zod";
import type { EnvelopeActor } from "@/graph-schema/envelope";
import { type Instant, instant } from "@/graph-schema/values";
import type { Role } from "@/lib/contract/identity";
import { reason } from "@/lib/errors";
import { isConflict, type ReadTx, type WriteTx, write } from "@/lib/graph/session";
import { pseudonymOf } from "@/lib/keys/client";
import { subjectKey } from "@/lib/keys/names";
import { reasonsOfDuties } from "./access/duties";
import { rowsNamed } from "./account-rows";
import { accountNamed } from "./accounts";
import { type Acted, done, refused } from "./act";
import { actorOf, BUILT_IN } from "./caller";
import { hashPassword, reasonsToRefusePassword } from "./passwords";
import { ADMINISTRATOR_EXISTS, CREATE_ACCOUNT, LOCK_IDENTITY, SET_CREDENTIAL } from "./queries";
import { ACCOUNT, type AccountRow, CREDENTIAL, type CredentialRow, sealed } from "./rows";

const INITIAL_PASSWORD_HOURS = 72;
const HOUR_MS = 3_600_000;

export interface Enrolment {
  readonly username: string;
  readonly displayName: string;
  readonly kind: "user" | "service";
  readonly roles: readonly Role[];
  readonly password?: string;
  /** Was the password made for the sample, which has no owner who could choose another one? */
  readonly isPasswordKept?: boolean;
  /** Only while there is no administrator: checked in the transaction that enrols. */
  readonly isFirstAdministrator?: boolean;
  /** User name of another account of the same person. */
  readonly samePersonAs?: string;
  readonly by: EnvelopeActor;
  readonly now: number;
}

/** Enrols an account: its row, its password and the event that introduces its actor, in one transaction. */
export async function enrol(enrolment: Enrolment): Promise<Acted<{ account: AccountRow }>> {
  // Outside the transaction: hashing is slow, and the transaction may run twice.
  const hash = enrolment.password === undefined ? undefined : await hashPassword(enrolment.password);
  const id = uuid();
  try {
    return await write(async (tx) => {
      await tx.run(LOCK_IDENTITY, {});
      return enrolIn(tx, { ...enrolment, id, hash });
    });
  } catch (error) {
    if (!isConflict(error)) {
      throw error;
    }
    return write((tx) => refused(tx, deedOf(enrolment, undefined), [reason("username_taken")]));
  }
}

/** Enrols in a transaction that holds the lock of identities. */
export async function enrolIn(tx: WriteTx, enrolment: Enrolment & { id: string; hash: string | undefined }) {
  const reasons = await reasonsToRefuse(tx, enrolment);
  if (reasons.length > 0) {
    return refused(tx, deedOf(enrolment, undefined), reasons);
  }
  const account: AccountRow = {
    id: enrolment.id,
    username: enrolment.username,
    displayName: enrolment.displayName,
    kind: enrolment.kind,
    roles: [...enrolment.roles],
    account: await pseudonymOf(`account:${enrolment.id}`),
    person: await personOf(tx, enrolment),
    createdAt: instant(enrolment.now),
  };
  await tx.run(CREATE_ACCOUNT, { row: await sealed(ACCOUNT, account) });
  if (enrolment.hash !== undefined) {
    await setCredential(tx, account, enrolment.hash, {
      setAt: account.createdAt,
      expiresAt: enrolment.isPasswordKept ? undefined : initialPasswordEnds(enrolment.now),
    });
  }
  return { outcome: "done" as const, account, recorded: await done(tx, deedOf(enrolment, account)) };
}

/** When a password that somebody else chose for the owner of an account stops working. */
export function initialPasswordEnds(now: number): Instant {
  return instant(now + INITIAL_PASSWORD_HOURS * HOUR_MS);
}

/** Stores the hash of the account's password, sealed. */
export async function setCredential(
  tx: WriteTx,
  account: AccountRow,
  hash: string,
  times: { setAt: Instant; expiresAt?: Instant | undefined },
): Promise<CredentialRow> {
  const credential = { accountId: account.id, hash, ...times };
  await tx.run(SET_CREDENTIAL, { row: await sealed(CREDENTIAL, credential) });
  return credential;
}

async function reasonsToRefuse(tx: WriteTx, enrolment: Enrolment) {
  const reasons =
    enrolment.password === undefined ? [] : reasonsToRefusePassword(enrolment.password, enrolment.username);
  if ((await rowsNamed(tx, enrolment.username)) || enrolment.username in BUILT_IN) {
    reasons.push(reason("username_taken"));
  }
  if (enrolment.isFirstAdministrator && (await administratorExists(tx))) {
    reasons.push(reason("administrator_exists"));
  }
  const person =
    enrolment.samePersonAs === undefined ? undefined : (await accountNamed(tx, enrolment.samePersonAs)).person;
  const added = enrolment.roles.map((role) => ({ role, project: null }));
  reasons.push(...(await reasonsOfDuties(tx, { roles: [...enrolment.roles], person }, added)));
  const isService = enrolment.kind === "service";
  if (enrolment.roles.includes("service") !== isService || (isService && enrolment.roles.length > 1)) {
    reasons.push(reason("roles_do_not_fit_kind", { kind: enrolment.kind }));
  }
  if (isService && (enrolment.password !== undefined || enrolment.samePersonAs !== undefined)) {
    reasons.push(reason("services_use_tokens"));
  }
  return reasons;
}

/** Is there an account with the role admin, whether or not it is disabled? */
export async function administratorExists(tx: ReadTx): Promise<boolean> {
  const [row] = await tx.rows(ADMINISTRATOR_EXISTS, {}, z.object({ exists: z.boolean() }));
  return row?.exists === true;
}

async function personOf(tx: WriteTx, enrolment: Enrolment & { id: string }) {
  if (enrolment.kind === "service") {
    return undefined;
  }
  return enrolment.samePersonAs === undefined
    ? pseudonymOf(`person:${enrolment.id}`)
    : (await accountNamed(tx, enrolment.samePersonAs)).person;
}

/** The names lie in a payload under a key of the account's own: destroying that key erases them. */
function deedOf(enrolment: Enrolment, account: AccountRow | undefined) {
  return {
    actor: enrolment.by,
    action: "enrol" as const,
    facts: { kind: enrolment.kind, roles: [...enrolment.roles] },
    ...(account && {
      enrols: actorOf(account),
      payloads: [
        {
          name: "names",
          key: subjectKey(account.account),
          content: { username: account.username, displayName: account.displayName },
        },
      ],
    }),
  };
}
