import type { Metadata } from "next";
import { PromotionsPage } from "@/components/promotions/promotions-page";

export const metadata: Metadata = { title: "Promotions" };

export default function Page() {
  return <PromotionsPage />;
}
