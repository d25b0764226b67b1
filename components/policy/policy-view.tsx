import type { PolicyDocument } from "@/lib/contract/policy";
import { sayRule, sayWhere } from "@/lib/contract/policy-words";

/** A policy in words: each rule with where it applies and what it wants. */
export function PolicyView({ document }: { document: PolicyDocument }) {
  return (
    <div className="flex flex-col gap-4">
      {document.summary ? <p className="max-w-prose">{document.summary}</p> : null}
      <ol className="flex flex-col gap-3">
        {document.rules.map((rule, index) => (
          <li className="max-w-3xl rounded-md border border-line p-3" key={rule.name}>
            <h3 className="font-medium">
              {index + 1}. {rule.name}
            </h3>
            <p className="text-ink-soft">{sayWhere(rule)}</p>
            <ul className="mt-1.5 list-disc pl-5">
              {sayRule(rule).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <p className="text-xs text-ink-soft">
        The first rule that applies decides. Where none does, nothing is promoted. A record that lacks something, an
        open finding and a retired version shut every gate, whatever a rule says.
      </p>
    </div>
  );
}
