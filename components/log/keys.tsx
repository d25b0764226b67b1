"use client";

import { useState } from "react";
import { usePin, useSeen } from "@/components/proof/pin";
import { Copyable } from "@/components/ui/copyable";
import { TextField } from "@/components/ui/field";
import { Moment } from "@/components/ui/moment";
import { Fact, Facts, Section } from "@/components/ui/section";
import { State } from "@/components/ui/state";
import type { PublicKeys } from "@/lib/contract/log";
import { comparedWith, isPinned } from "./compare";
import { ReplacePin } from "./replace-pin";

function KeyList({ vkeys }: { vkeys: readonly string[] }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {vkeys.map((vkey, at) => (
        <li className="flex flex-wrap items-center gap-x-2" key={vkey}>
          <Copyable most={96} text={vkey} what="verifier key" />
          {at > 0 ? <span className="text-xs text-ink-faint">earlier</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** The keys that this browser goes by, how it came to them, and the way to compare and to replace them. */
export function Keys({ keys }: { keys: PublicKeys }) {
  const pin = usePin();
  const seen = useSeen();
  return (
    <Section id="keys" title="Keys">
      <div className="flex flex-col gap-3">
        {pin ? (
          <p className="max-w-[75ch]">
            This browser took these keys from this server on <Moment iso={pin.at} /> and goes by them since. That is
            trust on first use: had the server lied then, it would lie still. Compare them with a copy that reached you
            another way, such as a printed report or the operator’s voice.
          </p>
        ) : (
          <p className="max-w-[75ch] text-ink-soft">
            This browser has no keys yet: it takes the server’s when it checks its first proof.
          </p>
        )}
        {pin && !isPinned(keys, pin) ? (
          <p className="flex max-w-[75ch] items-start gap-2" role="status">
            <State name="warning">Other keys</State>
            The server names keys now that are not pinned here. After a change of keys, open its record under Audit
            (action “rotate key”): once its proof holds, the new key is pinned beside the old one.
          </p>
        ) : null}
        <Facts>
          <Fact name="log’s name">
            <Copyable most={60} text={(pin ?? keys).origin} what="log’s name" />
          </Fact>
          <Fact name="signs checkpoints">
            <KeyList vkeys={(pin ?? keys).log} />
          </Fact>
          <Fact name="signs events">
            <KeyList vkeys={(pin ?? keys).events} />
          </Fact>
          {seen ? (
            <Fact name="seen here">
              a checkpoint of {seen.size.toLocaleString("en")} entries, on <Moment iso={seen.at} />; every later one
              must have grown out of it
            </Fact>
          ) : null}
        </Facts>
        {pin ? <Compare pin={pin} /> : null}
      </div>
    </Section>
  );
}

function Compare({ pin }: { pin: PublicKeys }) {
  const [text, setText] = useState("");
  const found = comparedWith(text, pin);
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
      <TextField
        className="w-full max-w-xl"
        label="Compare with a verifier key from elsewhere"
        mono
        onChange={setText}
        placeholder="name+hex+base64"
        value={text}
      />
      <ReplacePin pin={pin} />
      <p className="w-full" role="status">
        {found ? <State name={found.isSame ? "verified" : "broken"}>{found.says}</State> : null}
      </p>
    </div>
  );
}
