import { useEffect, useRef, useState } from "react";
import type { ContentRole } from "@/graph-schema/contents";
import type { Ref } from "@/graph-schema/names";
import { attach } from "@/lib/client/contents";
import type { AttachBody, AttachedReply } from "@/lib/contract/contents";
import { bringAll, type Hashed, hash, sizeOf, storedBytes } from "./bringing";
import type { Picked } from "./picked";
import { useProgress } from "./use-progress";

/** What is going to be attached: bytes of this machine, or the address at which they stay. */
export type Wanted =
  | {
      readonly from: "machine";
      readonly hashed: Hashed;
      readonly role: ContentRole;
      readonly mediaType: string;
      /** Sent although the record names other bytes, so that there is a finding. */
      readonly isReport?: boolean;
    }
  | { readonly from: "address"; readonly body: AttachBody };

type Step =
  | { readonly at: "choosing"; readonly error?: unknown }
  | { readonly at: "hashing"; readonly picked: Picked }
  | { readonly at: "deciding"; readonly hashed: Hashed }
  | { readonly at: "sending"; readonly wanted: Wanted }
  /** `error` is why it did not end; what was sent is kept. */
  | { readonly at: "stopped"; readonly wanted: Wanted; readonly error: unknown }
  | { readonly at: "attached"; readonly reply: AttachedReply; readonly wasThere: boolean };

/** The request that attaches `wanted`, once its bytes are in the store. */
export function bodyOf(wanted: Wanted): AttachBody {
  if (wanted.from === "address") {
    return wanted.body;
  }
  const { hashed, role, mediaType } = wanted;
  const { digest, sizeBytes, picked } = hashed;
  return { role, digest, sizeBytes, mediaType, fileName: picked.name.slice(0, 255) };
}

/** Attaching, step by step: choose, hash, decide, send. Leaving cancels what runs. */
export function useAttaching(project: string, ref: Ref) {
  const [step, setStep] = useState<Step>({ at: "choosing" });
  const progress = useProgress();
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  function start(): AbortSignal {
    running.current?.abort();
    running.current = new AbortController();
    return running.current.signal;
  }
  /** Goes where `work` leads, unless it was cancelled, which has led elsewhere. */
  async function go(signal: AbortSignal, work: Promise<Step>, failed: (error: unknown) => Step): Promise<void> {
    const next = await work.catch(failed);
    if (!signal.aborted) {
      setStep(next);
    }
  }
  async function choose(picking: Promise<Picked>): Promise<void> {
    const signal = start();
    const hashing = async (): Promise<Step> => {
      const picked = await picking;
      signal.throwIfAborted();
      progress.begin(sizeOf(picked));
      setStep({ at: "hashing", picked });
      return { at: "deciding", hashed: await hash(picked, { signal, onBytes: progress.add }) };
    };
    await go(signal, hashing(), (error) => ({ at: "choosing", error }));
  }
  async function brought(wanted: Wanted, signal: AbortSignal): Promise<"brought" | "there"> {
    if (wanted.from === "address") {
      return "brought";
    }
    const { hashed, role, mediaType, isReport } = wanted;
    const attachment = { artifact: { type: ref.type, id: ref.id }, role, mediaType, isReport };
    return bringAll(project, hashed, { attachment, signal, onBytes: progress.add, onThere: progress.skip });
  }
  async function sent(wanted: Wanted, signal: AbortSignal): Promise<Step> {
    const before = await brought(wanted, signal);
    signal.throwIfAborted();
    return { at: "attached", reply: await attach(project, ref, bodyOf(wanted)), wasThere: before === "there" };
  }
  async function confirm(wanted: Wanted): Promise<void> {
    const signal = start();
    progress.begin(wanted.from === "machine" ? storedBytes(wanted.hashed) : 0);
    setStep({ at: "sending", wanted });
    await go(signal, sent(wanted, signal), (error) => ({ at: "stopped", wanted, error }));
  }
  function startOver(): void {
    running.current?.abort();
    setStep({ at: "choosing" });
  }
  return { step, reached: progress.shown, choose, confirm, startOver };
}

export type Attaching = ReturnType<typeof useAttaching>;
