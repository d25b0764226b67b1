import { exempt } from "@/lib/http/route";
import { securityTxtReply } from "@/lib/http/security-txt";

export const GET = exempt("security_txt", securityTxtReply);
