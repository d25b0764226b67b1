import { SubjectParams } from "@/lib/contract/privacy";
import { route } from "@/lib/http/route";
import { subjectReport } from "@/lib/privacy/report";

export const GET = route({
  path: "/privacy/subjects/{subject}",
  permission: "privacy:read",
  params: SubjectParams,
  async look({ params }) {
    const body = await subjectReport(params.subject);
    const [account = ""] = body.pseudonyms;
    return { body, look: { action: "view", facts: { of: "data_subject", account }, shown: body.pseudonyms } };
  },
});
