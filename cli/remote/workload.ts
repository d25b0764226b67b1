import { readFileSync } from "node:fs";
import { type Address, browser } from "@/cli/sample/door";
import { DEFAULT_PROJECT } from "@/graph-schema/names";
import { TokenExchangeReply } from "@/lib/contract/token-exchange";
import { SetupError } from "@/lib/errors";
import { remote } from "./remote";

/** The signed token that the CI system gave this job, where there is one. */
function workloadToken(): string | undefined {
  const file = process.env.PEDIGREE_WORKLOAD_TOKEN_FILE;
  if (process.env.PEDIGREE_WORKLOAD_TOKEN || !file) {
    return process.env.PEDIGREE_WORKLOAD_TOKEN || undefined;
  }
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    throw new SetupError(
      `${file} cannot be read.`,
      "PEDIGREE_WORKLOAD_TOKEN_FILE must name the file with the job's token.",
    );
  }
}

/** A short-lived token of the service that this job is, in exchange for its own; undefined outside of a job that has one. */
export async function exchangedToken(to: Address): Promise<string | undefined> {
  const token = workloadToken();
  if (token === undefined) {
    return undefined;
  }
  const app = remote(browser(to), DEFAULT_PROJECT, async () => undefined);
  const reply = await app.tell(TokenExchangeReply, ["", "token-exchange"], {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: token,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  return reply.access_token;
}
