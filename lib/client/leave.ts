const CHANNEL = "pedigree-session";
let shared: BroadcastChannel | undefined;

/** One channel object for the page: a channel does not hear itself, so the tab that changes the user is left alone. */
function channel(): BroadcastChannel {
  shared ??= new BroadcastChannel(CHANNEL);
  return shared;
}

/** Drops everything that this page holds by loading the sign-in page anew; comes back here after it. */
export function leaveForSignIn(): void {
  if (/^\/signin(\/|$)/.test(window.location.pathname)) {
    return;
  }
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.replace(here === "/" ? "/signin" : `/signin?next=${encodeURIComponent(here)}`);
}

/** Tells this browser's other tabs that the user changed, so that none goes on showing the last one's data. */
export function announceChangeOfUser(): void {
  sessionStorage.clear();
  channel().postMessage("changed");
}

/** Loads the page anew when the user changed in another tab, or when the browser brings the page back from memory. */
export function dropOnChangeOfUser(): () => void {
  const drop = () => {
    sessionStorage.clear();
    window.location.reload();
  };
  const dropWhenRevived = (event: PageTransitionEvent) => {
    if (event.persisted) {
      window.location.reload();
    }
  };
  channel().addEventListener("message", drop);
  window.addEventListener("pageshow", dropWhenRevived);
  return () => {
    channel().removeEventListener("message", drop);
    window.removeEventListener("pageshow", dropWhenRevived);
  };
}

/** Where to go after signing in: only a path of this application, never another site. */
export function safeNext(next: string | null): string {
  const base = "https://pedigree.invalid";
  if (!next?.startsWith("/") || !URL.canParse(next, base)) {
    return "/";
  }
  const url = new URL(next, base);
  const leadsAway = url.host !== "pedigree.invalid" || url.pathname.startsWith("//");
  return leadsAway ? "/" : `${url.pathname}${url.search}`;
}
