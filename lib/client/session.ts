import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { z } from "zod";
import {
  type ChangePasswordBody,
  type Permission,
  SessionReply,
  SessionsReply,
  type SignInBody,
  SignOutReply,
} from "@/lib/contract/identity";
import { HealthReply } from "@/lib/contract/log";
import { ask, path, send } from "./door";
import { announceChangeOfUser } from "./leave";

/** The name under which the page keeps who is signed in. */
export const SESSION = ["session"] as const;
const SESSIONS = ["sessions"] as const;

function never(): () => void {
  return () => {};
}

/**
 * Who is signed in, and how one signs in on the embedded sample. While a part of the page takes over what the server
 * rendered, it must find what the server knew, which is nobody; the answer may be here already by then.
 */
export function useSession() {
  const isTakenOver = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const { data, error, refetch } = useQuery({
    queryKey: SESSION,
    queryFn: () => ask(path(["session"]), SessionReply),
    // What is shown because there was no answer must not ask again by being shown.
    retryOnMount: false,
  });
  return isTakenOver ? { data, error, refetch } : { data: undefined, error: null, refetch };
}

const EVERY_MS = 20_000;

/** Takes the number of new findings off this page, whose reader has just seen them. */
export function forgetNewFindings(queries: QueryClient): void {
  queries.setQueryData<SessionReply>(SESSION, (known) => known && { ...known, newFindings: 0 });
}

/** Takes the number of the reader's decided requests in `project` off this page, whose reader has just seen them. */
export function forgetDecided(queries: QueryClient, project: string): void {
  queries.setQueryData<SessionReply>(SESSION, (known) => {
    if (!known?.requests?.decided[project]) {
      return known;
    }
    const { [project]: _, ...decided } = known.requests.decided;
    return { ...known, requests: { ...known.requests, decided } };
  });
}

/**
 * Asks now and then how many findings are open, which is no look at the record, and reads the session anew
 * when that is another number than the page knows. Hidden pages do not ask.
 */
export function useFindingsWatch(known: number | null | undefined): void {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["health"],
    queryFn: () => ask(path(["health"]), HealthReply),
    refetchInterval: EVERY_MS,
    enabled: typeof known === "number",
    retry: false,
  });
  const open = data?.allFindings;
  const isOther = typeof open === "number" && typeof known === "number" && open !== known;
  useEffect(() => {
    if (isOther) {
      void queries.invalidateQueries({ queryKey: SESSION });
      void queries.invalidateQueries({ queryKey: ["log"] });
    }
  }, [isOther, queries]);
}

/** Whether `user` holds `permission` in the whole installation, or in `project` where that is given. */
export function holds(user: SessionReply["user"] | undefined, permission: Permission, project?: string): boolean {
  const here = user?.inProjects.find((each) => each.project === project);
  return (user?.permissions.includes(permission) || here?.permissions.includes(permission)) ?? false;
}

const InPath = z.object({ project: z.string() });

/**
 * Whether the signed-in user holds `permission` where the page is: in the project of its path, or else in the whole installation;
 * false until that is known.
 */
export function useMay(permission: Permission): boolean {
  const path = InPath.safeParse(useParams());
  return holds(useSession().data?.user, permission, path.data?.project);
}

/**
 * The project to which what is asked for must be confined, because the user holds `permission` in `project` alone; undefined where
 * they hold it everywhere, or not at all.
 */
export function useConfinement(permission: Permission, project: string): string | undefined {
  const user = useSession().data?.user;
  return !holds(user, permission) && holds(user, permission, project) ? project : undefined;
}

/** Signs in, and loads `next` anew so that nothing of an earlier user stays in memory. */
export function useSignIn(next: string) {
  return useMutation({
    mutationFn: (body: z.infer<typeof SignInBody>) => send("POST", path(["session"]), z.unknown(), body),
    onSuccess() {
      announceChangeOfUser();
      window.location.assign(next);
    },
  });
}

/** Signs out here and, where somebody signed in there, at their provider; drops everything that this page holds. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => send("DELETE", path(["session"]), SignOutReply.nullable()),
    onSettled(reply) {
      queries.clear();
      announceChangeOfUser();
      window.location.assign(reply?.leaveAt ?? "/signin");
    },
  });
}

/** The user's own sessions. */
export function useSessions() {
  return useQuery({ queryKey: SESSIONS, queryFn: () => ask(path(["sessions"]), SessionsReply) });
}

/** Ends one session. */
export function useRevokeSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send("DELETE", path(["sessions", id]), z.unknown()),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSIONS, refetchType: "active" }),
  });
}

/** Changes one's own password. */
export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: z.infer<typeof ChangePasswordBody>) =>
      send("POST", path(["session", "password"]), z.unknown(), body),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION }),
  });
}
