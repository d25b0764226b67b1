import { exempt } from "@/lib/http/route";
import { tileReply } from "@/lib/http/tiles";

export const GET = exempt("log_tile", tileReply);
