import type { Metadata } from "next";
import { ExploreStart } from "@/components/explorer/explore-start";

export const metadata: Metadata = { title: "Explore" };

export default function Page() {
  return <ExploreStart />;
}
