import type { Metadata } from "next";
import { ExplorePage } from "@/components/explorer/explore-page";

export const metadata: Metadata = { title: "Explore" };

export default function Page() {
  return <ExplorePage />;
}
