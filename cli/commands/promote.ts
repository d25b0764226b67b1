import type { Command } from "commander";
import { type ActOptions, act, withAct } from "@/cli/remote/act";
import { type RemoteOptions, withApp, withRemote } from "@/cli/remote/connect";
import { sayPromotion, sayShown } from "@/cli/remote/say";
import { PromotionReply, PromotionsReply } from "@/lib/contract/promotion";
import { DsseEnvelope } from "@/lib/tlog/dsse";

function acts(promote: Command): void {
  withAct(
    promote
      .command("request")
      .description("Ask that a model version be promoted.")
      .argument("<version>", "id of the model version, such as churn:v2"),
  )
    .option("--from <stage>", "from this stage", "staging")
    .option("--to <stage>", "to this stage", "production")
    .option("--comment <text>", "for those who decide; stored encrypted")
    .action((modelVersion: string, options: ActOptions & { from: string; to: string; comment?: string }) => {
      const { from: fromStage, to: toStage, comment } = options;
      return act(options, ["promotion-requests"], { modelVersion, fromStage, toStage, comment });
    });
  withAct(promote.command("approve").description("Approve a promotion request.").argument("<request>", "its id"))
    .option("--comment <text>", "stored encrypted")
    .action((id: string, options: ActOptions & { comment?: string }) =>
      act(options, ["promotion-requests", id, "approvals"], { comment: options.comment }, true),
    );
  withAct(promote.command("reject").description("Reject a promotion request.").argument("<request>", "its id"))
    .requiredOption("--reason <text>", "why; stored encrypted")
    .action((id: string, options: ActOptions & { reason: string }) =>
      act(options, ["promotion-requests", id, "rejections"], { reason: options.reason }, true),
    );
  withAct(promote.command("withdraw").description("Take one's own request back.").argument("<request>", "its id"))
    .requiredOption("--reason <text>", "why; stored encrypted")
    .action((id: string, options: ActOptions & { reason: string }) =>
      act(options, ["promotion-requests", id, "withdrawal"], { reason: options.reason }),
    );
  withAct(promote.command("comment").description("Say something about a request.").argument("<request>", "its id"))
    .requiredOption("--text <text>", "what to say; stored encrypted")
    .action((id: string, options: ActOptions & { text: string }) =>
      act(options, ["promotion-requests", id, "comments"], { text: options.text }),
    );
  withAct(
    promote
      .command("override")
      .description("Take part in setting the policy's rule aside for one request, where the policy lets you.")
      .argument("<request>", "its id"),
  )
    .requiredOption("--justification <text>", "why it cannot wait; at least ten characters, stored encrypted")
    .action((id: string, options: ActOptions & { justification: string }) =>
      act(options, ["promotion-requests", id, "overrides"], { justification: options.justification }, true),
    );
  withAct(
    promote
      .command("apply")
      .description("Carry out a promotion whose gate is open.")
      .argument("<request>", "id of the promotion request"),
  ).action((id: string, options: ActOptions) => act(options, ["promotion-requests", id, "promotion"], {}, true));
}

function looks(promote: Command): void {
  withRemote(promote.command("list").description("List promotion requests, newest first."))
    .option("--json", "print the reply as JSON")
    .action((options: RemoteOptions & { json?: boolean }) =>
      withApp(options, "svc-ci", async (app) => {
        const reply = await app.ask(PromotionsReply, ["promotion-requests"]);
        const lines = reply.promotions.map(({ id, modelVersion, state }) => `${id}  ${modelVersion}  ${state}`);
        console.log(options.json ? JSON.stringify(reply) : [...lines, sayShown(lines.length, reply)].join("\n"));
      }),
    );
  withRemote(
    promote
      .command("show")
      .description("Show a promotion request with its evidence and what its gate still wants.")
      .argument("<request>", "its id"),
  )
    .option("--json", "print the reply as JSON")
    .action((id: string, options: RemoteOptions & { json?: boolean }) =>
      withApp(options, "svc-ci", async (app) => {
        const reply = await app.ask(PromotionReply, ["promotion-requests", id]);
        console.log(options.json ? JSON.stringify(reply, null, 2) : sayPromotion(reply).join("\n"));
      }),
    );
  withRemote(
    promote
      .command("vsa")
      .description("Print what the gate decided as a SLSA verification summary in DSSE, signed by the recorder.")
      .argument("<request>", "its id"),
  ).action((id: string, options: RemoteOptions) =>
    withApp(options, "svc-ci", async (app) => {
      const parts = ["promotion-requests", id, "verification-summary"];
      console.log(JSON.stringify(await app.ask(DsseEnvelope, parts)));
    }),
  );
}

/** `pedigree promote request|approve|reject|withdraw|comment|override|apply|list|show|vsa`. */
export function register(program: Command): void {
  const promote = program.command("promote").description("Request, decide and carry out promotions of model versions.");
  acts(promote);
  looks(promote);
}
