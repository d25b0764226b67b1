import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { IdentityRow, type LinkBody, LinkedReply } from "@/lib/contract/sign-in";
import { ask, path, send } from "./door";

const IDENTITIES = ["identities"] as const;

/** Every account into which somebody at a provider gets. */
export function useLinked() {
  return useQuery({ queryKey: IDENTITIES, queryFn: () => ask(path(IDENTITIES), LinkedReply) });
}

function useReadAnew(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: IDENTITIES });
}

/** Lets somebody at a provider sign in as an account. */
export function useLinkAccount() {
  const onSuccess = useReadAnew();
  return useMutation({
    mutationFn: ({ username, ...body }: z.infer<typeof LinkBody> & { username: string }) =>
      send("POST", path(["accounts", username, "identities"]), IdentityRow, body),
    onSuccess,
  });
}

/** Ends that, and the account's sessions. */
export function useUnlink(username: string, id: string) {
  const onSuccess = useReadAnew();
  return useMutation({
    mutationFn: ({ evenIfLast }: { evenIfLast: boolean }) => {
      const query = evenIfLast ? { evenIfLast: "true" } : {};
      return send("DELETE", path(["accounts", username, "identities", id], query), z.unknown());
    },
    onSuccess,
  });
}
