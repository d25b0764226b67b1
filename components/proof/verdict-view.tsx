import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import { Copyable } from "@/components/ui/copyable";
import { Link } from "@/components/ui/link";
import { inViewersZone } from "@/components/ui/moment-text";
import { Fact, Facts } from "@/components/ui/section";
import { State, type StateName } from "@/components/ui/state";
import type { Check, Figures, Verdict, VerdictName } from "./evidence";
import { usePin } from "./pin";

const LOOKS: Readonly<Record<VerdictName, { state: StateName; word: string }>> = {
  valid: { state: "verified", word: "Valid" },
  invalid: { state: "broken", word: "Invalid" },
  redacted: { state: "hidden", word: "Redacted" },
  unverifiable: { state: "unknown", word: "Unverifiable" },
};

/** A verdict in one word. */
export function VerdictState({ name }: { name: VerdictName }) {
  const { state, word } = LOOKS[name];
  return <State name={state}>{word}</State>;
}

function CheckLine({ check: { what, holds, more } }: { check: Check }) {
  const [Icon, ink, word] =
    holds === null
      ? ([CircleHelp, "text-unknown", "not checked"] as const)
      : holds
        ? ([CircleCheck, "text-ok", "holds"] as const)
        : ([CircleX, "text-bad", "does not hold"] as const);
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden="true" className={`mt-0.5 shrink-0 ${ink}`} size={14} />
      <span>
        {what}: <span className={ink}>{word}</span>
        {more ? <span className="block text-xs text-ink-soft">{more}</span> : null}
      </span>
    </li>
  );
}

function Digest({ name, text, most = 52 }: { name: string; text: string | undefined; most?: number }) {
  return text === undefined ? null : (
    <Fact name={name}>
      <Copyable most={most} text={text} what={name} />
    </Fact>
  );
}

function FigureList({ figures }: { figures: Figures }) {
  const { digest, leaf, index, tree, recorder, logKey, others = [] } = figures;
  return (
    <Facts>
      <Digest name="event SHA-256" text={digest} />
      <Digest name="leaf hash" text={leaf} />
      <Digest name="recorder’s key" text={recorder} />
      {index === undefined ? null : <Fact name="entry">{index.toLocaleString("en")}, counted from 0</Fact>}
      {tree ? <Fact name="log size">{tree.size.toLocaleString("en")} entries</Fact> : null}
      <Digest name="root" text={tree?.root} />
      <Digest name="checkpoint" text={tree?.note} />
      <Digest name="log’s key" text={logKey} />
      {others.length > 0 ? <Fact name="also signed by">{others.join(", ")}; not checked here</Fact> : null}
    </Facts>
  );
}

/** Whose word the keys are. */
function Trusted() {
  const pin = usePin();
  return pin === null ? null : (
    <p className="text-xs text-ink-soft">
      Checked with the keys that this browser took from this server on {inViewersZone(pin.at)} and keeps since. Whether
      they are the right ones is for you to compare: <Link href="/log#keys">the keys, on Log</Link>.
    </p>
  );
}

/** A verdict with its reason, and what was checked behind it. */
export function VerdictView({ verdict }: { verdict: Verdict }) {
  const { name, why, checks, figures } = verdict;
  const loud = name === "invalid" ? "rounded-md border border-bad bg-bad-wash p-3" : "";
  return (
    <div className="flex flex-col gap-2">
      <p className={`flex items-start gap-2 ${loud}`} role={name === "invalid" ? "alert" : "status"}>
        <VerdictState name={name} />
        <span className="max-w-[75ch]">{why}</span>
      </p>
      {checks.length > 0 ? (
        <details className="group">
          <summary className="w-fit cursor-pointer rounded-sm text-xs text-ink-soft hover:text-ink">
            What was checked, in this browser
          </summary>
          <div className="mt-2 flex flex-col gap-3 border-l-2 border-line pl-3">
            <ul className="flex flex-col gap-1">
              {checks.map((check) => (
                <CheckLine check={check} key={check.what} />
              ))}
            </ul>
            <FigureList figures={figures} />
            <Trusted />
          </div>
        </details>
      ) : null}
    </div>
  );
}
