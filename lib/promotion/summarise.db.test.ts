import { expect, test } from "vitest";
import { z } from "zod";
import { sha256 } from "@/lib/hash";
import { publicKeys } from "@/lib/keys/client";
import { verifyEd25519 } from "@/lib/keys/note";
import { isSignedBy, payloadOf } from "@/lib/tlog/dsse";
import { parseVkeys } from "@/lib/tlog/note";
import { publicKeyId } from "@/lib/tlog/public-key";
import { promote } from "./promote";
import { requested, SIGNED, told } from "./scene.testing";
import { summarise } from "./summarise";
import { giveVerdict } from "./verdict";

const Statement = z.object({
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })),
  predicate: z.object({
    verificationResult: z.string(),
    verifiedLevels: z.array(z.string()),
    timeVerified: z.string(),
    inputAttestations: z.array(z.object({ uri: z.string(), digest: z.object({ sha256: z.string() }) })),
  }),
});

/** What the summary says, if the recorder signed it. */
async function summary(project: string, id: string) {
  const envelope = await summarise(project, id);
  const keys = parseVkeys((await publicKeys()).events);
  const isOurs = keys.some(({ publicKey }) =>
    isSignedBy(envelope, { keyid: publicKeyId(publicKey), publicKey }, verifyEd25519),
  );
  expect(isOurs).toBe(true);
  return Statement.parse(JSON.parse(Buffer.from(payloadOf(envelope) ?? []).toString("utf8")));
}

test("what a gate decided is told under the recorder's key: while it is shut, and as it was when it was carried out", async () => {
  const { id, acting, project } = await requested();
  expect((await summary(project, id)).predicate).toMatchObject({
    verificationResult: "FAILED",
    verifiedLevels: ["FAILED"],
  });
  for (const approver of [await acting(), await acting()]) {
    expect(await told(giveVerdict(approver, id, "approve", { signature: SIGNED }))).toBe("done");
  }
  expect(await told(promote(await acting(), id, SIGNED))).toBe("done");
  const { subject, predicate } = await summary(project, id);
  expect(subject).toEqual([{ name: "model_version/v1", digest: { sha256: sha256("v1").slice("sha256:".length) } }]);
  expect(predicate).toMatchObject({ verificationResult: "PASSED", verifiedLevels: ["PEDIGREE_GATE_OPEN"] });
  // The request, two approvals, and the attestation of the tests.
  expect(predicate.inputAttestations).toHaveLength(4);
  expect(predicate.inputAttestations.at(-1)?.uri).toContain("attestation/att");
  expect((await summary(project, id)).predicate).toEqual(predicate);
});
