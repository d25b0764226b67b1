import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { AccessReviewReply, type AccessRow, type ConfirmAccessBody } from "@/lib/contract/access";
import { AccountRow, type BreakGlassBody, type GrantBody, type Role } from "@/lib/contract/identity";
import { ask, path, send } from "./door";
import { type Signing, sendSigned } from "./signature";

const ACCESS = ["access"] as const;

/** Who may do what in `project`, or anywhere. */
export function useAccessReview(project: string | undefined) {
  return useQuery({
    queryKey: [...ACCESS, project],
    queryFn: () => ask(path(["access-review"], { project }), AccessReviewReply),
  });
}

function useReadAnew(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ACCESS });
}

/** Gives somebody a role: in one project, or in the whole installation beside `roles`, which they hold there. */
export function useGive() {
  const onSuccess = useReadAnew();
  return useMutation({
    mutationFn: ({ username, place, roles }: Giving) =>
      place.project === null
        ? send("POST", path(["accounts", username, "roles"]), AccountRow, { roles: [...roles, place.role] })
        : send("POST", path(["accounts", username, "grants"]), AccountRow, place satisfies z.input<typeof GrantBody>),
    onSuccess,
  });
}

interface Giving {
  readonly username: string;
  readonly place:
    | { readonly project: null; readonly role: Role }
    | { readonly project: string; readonly role: Role; readonly expiresInDays?: number };
  readonly roles: readonly Role[];
}

/** Takes a role or a token away; `others` are the roles that the same account keeps in the whole installation. */
export function useTakeAway() {
  const onSuccess = useReadAnew();
  return useMutation({
    mutationFn({ row, others }: { row: AccessRow; others: readonly Role[] }) {
      const username = row.who.username ?? "";
      if (row.token !== null) {
        return send("DELETE", path(["tokens", row.token]), z.unknown());
      }
      return row.project === null
        ? send("POST", path(["accounts", username, "roles"]), z.unknown(), { roles: others })
        : send("DELETE", path(["accounts", username, "grants", row.project, row.role ?? ""]), z.unknown());
    },
    onSuccess,
  });
}

/** Says that a role is still needed. */
export function useConfirmAccess() {
  const onSuccess = useReadAnew();
  return useMutation({
    mutationFn: (body: z.input<typeof ConfirmAccessBody>) =>
      send("POST", path(["access-review", "confirmations"]), z.unknown(), body),
    onSuccess,
  });
}

/** Takes a role in a project in an emergency. */
export function useBreakGlass() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof BreakGlassBody> & Signing) => sendSigned(["break-glass"], AccountRow, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["session"] }),
  });
}
