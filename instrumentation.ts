/** Runs once when the server starts, before it answers. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { hearPeers } = await import("@/lib/http/peer");
    hearPeers();
    const { planUsualWalks } = await import("@/lib/lineage/walk");
    // In the background, and of no consequence: a database that is not there yet plans them when it is asked.
    planUsualWalks().catch(() => undefined);
  }
}
