import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CallerKeyRow, CallerKeysReply } from "@/lib/contract/caller-keys";
import type { DsseEnvelope } from "@/lib/tlog/dsse";
import { ask, path, send } from "./door";

const KEYS = ["caller-keys"] as const;

/** One's own keys; everybody's for those who manage keys. */
export function useCallerKeys() {
  return useQuery({ queryKey: KEYS, queryFn: () => ask(path(KEYS), CallerKeysReply) });
}

interface Proof {
  readonly proof: DsseEnvelope;
  /** The key that it replaces, where it is made to replace one. */
  readonly replaces: string | undefined;
}

/** Registers the key whose holder signed the proof, or puts it in the place of an older one. */
export function useRegisterKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ proof, replaces }: Proof) =>
      send("POST", path(replaces ? [...KEYS, replaces, "rotation"] : KEYS), CallerKeyRow, { proof }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS }),
  });
}

/** Ends a key for good. */
export function useRevokeKey(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => send("POST", path([...KEYS, id, "revocation"]), CallerKeyRow, { reason }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS }),
  });
}
