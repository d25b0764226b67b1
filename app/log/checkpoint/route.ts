import { exempt } from "@/lib/http/route";
import { checkpointReply } from "@/lib/http/tiles";

export const GET = exempt("log_tile", checkpointReply);
