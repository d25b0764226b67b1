import { z } from "zod";
import { Digest, FactText } from "./values";

const Verdict = z.enum(["reproduced", "differs", "cannot_be_reproduced"]);
export type Verdict = z.infer<typeof Verdict>;

/** To which class belongs what made a difference. */
const Cause = z.enum(["data", "code", "environment", "model_file", "seed", "unknown"]);
export type Cause = z.infer<typeof Cause>;

/** What came of running a prediction again, and with which bytes. Where no field was compared, or one differs, it did not come out as recorded; what was trained again may differ in its model or metrics alone. */
export const ReproductionFacts = z
  .object({
    verdict: Verdict,
    cause: Cause.optional(),
    why: z.array(FactText.min(1).max(100)).max(50).optional().describe("codes of the reasons"),
    fields: z.int().nonnegative().optional().describe("how many recorded fields were compared"),
    differing: z.int().nonnegative().optional().describe("how many of them differ"),
    runs: z.int().nonnegative().optional().describe("how often the command ran"),
    trained: z.boolean().optional().describe("whether the training was run again, too"),
    contract: Digest.optional().describe("of the scoring contract"),
    model_sha256: Digest.optional(),
    code_sha256: Digest.optional(),
    input_sha256: Digest.optional(),
    config_sha256: Digest.optional(),
    lockfile_sha256: Digest.optional(),
    image_digest: Digest.optional().describe("of the container image, where that was the environment"),
    dataset_sha256: Digest.optional(),
    memory: z
      .enum(["together", "each"])
      .optional()
      .describe("whether memory was limited for all processes of a command together or for each"),
    output_sha256: Digest.optional().describe("of what the first run printed or wrote"),
  })
  .refine(({ verdict, fields = 0, differing = 0 }) => verdict !== "reproduced" || (fields > 0 && differing === 0), {
    path: ["fields"],
    message: "what came out as recorded says how many fields were compared, and none that differs",
  })
  .refine(({ fields = 0, differing = 0 }) => differing <= fields, {
    path: ["differing"],
    message: "no more fields differ than were compared",
  })
  .refine(({ verdict, differing = 0, trained }) => verdict !== "differs" || trained === true || differing > 0, {
    path: ["differing"],
    message: "what came out differently says how many fields differ, unless it was trained again",
  });
export type ReproductionFacts = z.infer<typeof ReproductionFacts>;
