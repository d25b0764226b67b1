import { attest } from "@/lib/attestation/attest";
import { AttestationBody } from "@/lib/contract/attestation";
import { ProjectParams } from "@/lib/contract/query";
import { ingested } from "@/lib/http/events";
import { route } from "@/lib/http/route";

export const POST = route({
  path: "/projects/{project}/attestations",
  permission: "attestation:state",
  params: ProjectParams,
  body: AttestationBody,
  async act({ caller, project, body, visit: { now } }) {
    return ingested(await attest({ caller, project, now }, body));
  },
});
