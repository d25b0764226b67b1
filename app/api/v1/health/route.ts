import { health } from "@/lib/http/health";
import { exempt } from "@/lib/http/route";

export const GET = exempt("health", health);
