import type { Envelope } from "@/graph-schema/envelope";
import { sayReason } from "@/lib/contract/reasons";
import type { Who } from "@/lib/contract/reply";
import { boundTo, type Chain, type Step } from "../chain";
import { called, person, when } from "../words";
import type { Paper } from "./paper";
import { WHEN } from "./tables";

type Named = (account: string) => Who;

function as({ facts = {}, signed }: Envelope): string {
  const roles = Reflect.get(facts, "roles");
  const method = Reflect.get(facts, "method");
  const parts = [
    ...(Array.isArray(roles) ? [roles.join(", ").replaceAll("_", " ")] : []),
    ...(typeof method === "string" ? [`signed by ${method}`] : []),
    ...(signed ? ["signed with their own key"] : []),
  ];
  return parts.join("; ");
}

function what({ event: { action, outcome, facts = {} } }: Step): string {
  const automated = Reflect.get(facts, "automated") === true ? ", automated" : "";
  return `${action.replaceAll("_", " ")}${outcome === "done" ? "" : ` (${outcome})`}${automated}`;
}

function stagesOf({ steps: [first] }: Chain): string {
  const facts = first?.event.facts ?? {};
  const [from, to] = [Reflect.get(facts, "from_stage"), Reflect.get(facts, "to_stage")];
  return typeof from === "string" && typeof to === "string" ? `, from ${from} to ${to}` : "";
}

/** Writes what became of each promotion request: who asked, who decided when, as what and meaning what, and what that was bound to. */
export function writeChains(paper: Paper, chains: readonly Chain[], named: Named): void {
  paper.section("Approvals");
  if (chains.length === 0) {
    paper.paragraph("Nobody asked for a promotion here. What others say of promotions stands under Decisions.");
  }
  for (const chain of chains) {
    paper.subheading(`${called(chain.request)}${stagesOf(chain)}`);
    paper.table(
      [
        WHEN,
        { head: "What", share: 0.2 },
        { head: "Who", share: 0.19 },
        { head: "As", share: 0.2 },
        { head: "Meaning, or why not", share: 0.22 },
      ],
      chain.steps.map((step) => [
        when({ at: step.event.at, recordedAt: step.event.recorded_at }),
        what(step),
        person(named(step.event.actor.account)),
        as(step.event),
        step.meaning || (step.event.reasons ?? []).map(sayReason).join(" "),
      ]),
      "",
    );
    paper.facts(boundTo(chain).map(([name, digest]) => [`Bound to: ${name}`, digest]));
  }
}
