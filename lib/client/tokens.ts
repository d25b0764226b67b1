import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { AccountsReply, type CreateTokenBody, CreateTokenReply, TokensReply } from "@/lib/contract/identity";
import { ask, path, send } from "./door";

const TOKENS = ["tokens"] as const;

/** The API tokens of services; their secrets are not among what is kept. */
export function useTokens() {
  return useQuery({ queryKey: TOKENS, queryFn: () => ask(path(["tokens"]), TokensReply) });
}

/** The accounts, for those who may choose among services. */
export function useAccounts(isOn: boolean) {
  return useQuery({ queryKey: ["accounts"], queryFn: () => ask(path(["accounts"]), AccountsReply), enabled: isOn });
}

/** Makes a token; its secret is in this answer and nowhere else. */
export function useCreateToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof CreateTokenBody>) => send("POST", path(["tokens"]), CreateTokenReply, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: TOKENS }),
  });
}

/** Ends a token for good. */
export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send("DELETE", path(["tokens", id]), z.unknown()),
    onSuccess: () => queries.invalidateQueries({ queryKey: TOKENS }),
  });
}
