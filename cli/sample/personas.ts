import { CreateTokenReply, type TokenScope } from "@/lib/contract/identity";
import { SetupError } from "@/lib/errors";
import { type Address, browser, type Door, service, UnexpectedAnswer } from "./door";

/** The one who may create projects and hand out tokens. */
const ADMINISTRATOR = "root.admin";

/** What the services of the sample may do with their tokens. */
const SCOPES: Readonly<Record<string, readonly TokenScope[]>> = {
  "svc-ci": ["event:record", "acted:facts", "artifact:attach", "attestation:state"],
  "svc-serving": ["event:record", "acted:facts"],
  "svc-promoter": ["promotion:approve", "promotion:promote", "deployment:deploy"],
};

/** The people and services of the sample, each let in when first asked for. */
export interface Personas {
  /** `name`, signed in, or with a token for `project` alone. */
  as(name: string): Promise<Door>;
  administrator(): Promise<Door>;
  /** What `name` sends with a decision that they put their name to: their password; nothing for a service. */
  signature(name: string): { readonly password?: string };
  /** Signs everybody out and revokes the tokens that were made. */
  leave(): Promise<void>;
}

/** How somebody of the sample signs in. */
export interface SignIn {
  readonly username: string;
  readonly password: string;
}

/** Lets in the personas of the sample at the app `to`, for work in `project`. */
export function personas(to: Address, project: string, accounts: readonly SignIn[]): Personas {
  const passwords = new Map(accounts.map(({ username, password }) => [username, password]));
  const doors = new Map<string, Promise<Door>>();
  const tokens: string[] = [];

  async function signIn(username: string): Promise<Door> {
    const password = passwords.get(username);
    if (password === undefined) {
      throw new SetupError(`There is no sample account ${username}.`, "Start the app with its embedded database.");
    }
    const door = browser(to);
    const answer = await door.send("POST", ["session"], { username, password });
    if (answer.status >= 300) {
      throw new UnexpectedAnswer(`sign-in of ${username}`, answer);
    }
    return door;
  }

  async function withToken(name: string, scopes: readonly TokenScope[]): Promise<Door> {
    const admin = await once(ADMINISTRATOR);
    const body = { service: name, scopes, projects: [project], expiresInDays: 1 };
    const answer = await admin.send("POST", ["tokens"], body);
    const reply = CreateTokenReply.safeParse(answer.body);
    if (!reply.success) {
      throw new UnexpectedAnswer(`a token for ${name}`, answer);
    }
    tokens.push(reply.data.token.id);
    return service(to, reply.data.secret);
  }

  function once(name: string): Promise<Door> {
    const known = doors.get(name);
    const scopes = SCOPES[name];
    const door = known ?? (scopes ? withToken(name, scopes) : signIn(name));
    doors.set(name, door);
    return door;
  }

  return {
    as: once,
    administrator: () => once(ADMINISTRATOR),
    signature(name) {
      const password = passwords.get(name);
      return password === undefined ? {} : { password };
    },
    async leave() {
      for (const id of tokens) {
        await (await once(ADMINISTRATOR)).send("DELETE", ["tokens", id]);
      }
      for (const [name, door] of doors) {
        if (!SCOPES[name]) {
          await (await door).send("DELETE", ["session"]);
        }
      }
    },
  };
}

/** Creates `project` as a simulation; one that exists already is left as it is. */
export async function ensureSimulation(administrator: Door, project: string): Promise<void> {
  const answer = await administrator.send("POST", ["projects"], { id: project, simulation: true });
  if (answer.status >= 300 && answer.status !== 409) {
    throw new UnexpectedAnswer(`project ${project}`, answer);
  }
}
