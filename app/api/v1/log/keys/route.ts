import { json } from "@/lib/http/reply";
import { exempt } from "@/lib/http/route";
import { publicKeys } from "@/lib/keys/client";

export const GET = exempt("log_keys", async () => json(await publicKeys()));
