"use client";

import { useState } from "react";
import { ActFoot } from "@/components/reason/act-foot";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useAttest, useReadAfterAct } from "@/lib/client/promotions";
import { useMay } from "@/lib/client/session";
import { Claim } from "@/lib/contract/policy";

const RESULTS = ["passed", "warned", "failed"] as const;

/** `auc=0.91` on each line; undefined where a line is no metric. */
function metricsIn(text: string): Record<string, string> | undefined {
  const lines = text.split("\n").flatMap((line) => line.trim() || []);
  const pairs = lines.map((line) => line.split("=").map((part) => part.trim()));
  return pairs.every(([name, value, more]) => name && value && more === undefined)
    ? Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value]))
    : undefined;
}

/** States something about a model version by hand, under the reader's name: six fields, of which who and when are given. */
export function Attest({ project, version }: { project: string; version: string }) {
  const mayAttest = useMay("attestation:state");
  const [isOpen, setOpen] = useState(false);
  return mayAttest ? (
    <>
      <Button onPress={() => setOpen(true)}>Attest</Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title={`Attest something about ${version}`}>
        <Form onDone={() => setOpen(false)} project={project} version={version} />
      </Dialog>
    </>
  ) : null;
}

function Form({ project, version, onDone }: { project: string; version: string; onDone: () => void }) {
  const [claim, setClaim] = useState<string>("fairness");
  const [result, setResult] = useState<string>("passed");
  const [metrics, setMetrics] = useState("");
  const [report, setReport] = useState("");
  const attesting = useAttest(project);
  const readAnew = useReadAfterAct();
  const told = metricsIn(metrics);
  function submit(event: React.FormEvent) {
    event.preventDefault();
    const body = {
      subject: { type: "model_version", id: version },
      claim,
      result,
      ...(told && Object.keys(told).length > 0 ? { metrics: told } : {}),
      ...(report.trim() ? { report: report.trim() } : {}),
    };
    attesting.mutate(body, {
      onSuccess() {
        readAnew();
        onDone();
      },
    });
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <p className="border-l-2 border-line-strong pl-3">
        You state this under your name, at the server’s time, for good. A policy may want a service’s signature instead:
        then yours is shown and does not count.
      </p>
      <div className="grid grid-cols-2 gap-3">
        <Select
          choices={Claim.options.map((each) => ({ id: each, name: each.replaceAll("_", " ") }))}
          label="Claim"
          onChange={setClaim}
          value={claim}
        />
        <Select
          choices={RESULTS.map((each) => ({ id: each, name: each }))}
          label="Result"
          onChange={setResult}
          value={result}
        />
      </div>
      <TextField
        description="One on each line, like auc=0.91 or selection_rate@female=0.31."
        isInvalid={!told}
        label="Metrics (optional)"
        lines={3}
        mono
        onChange={setMetrics}
        problem="Each line must be NAME=VALUE."
        value={metrics}
      />
      <TextField
        description="SHA-256 of a recorded report that it rests on. The fairness page wants one."
        label="Report (optional)"
        mono
        onChange={setReport}
        value={report}
      />
      <ActFoot confirm="Attest" isReady={told !== undefined} onLeave={onDone} sending={attesting} />
    </form>
  );
}
