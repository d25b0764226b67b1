import { PrivacyBody } from "@/lib/contract/personal";
import { ProjectParams } from "@/lib/contract/query";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { setPrivacy, viewPrivacy } from "@/lib/identity/privacy";

const path = "/projects/{project}/personal-data";

export const GET = route({
  path,
  permission: "promotion:read",
  params: ProjectParams,
  async look({ project }) {
    const body = await viewPrivacy(project);
    return {
      body,
      look: { action: "view", facts: { of: "privacy" }, shown: body.services.map(({ who }) => who.account) },
    };
  },
});

export const POST = route({
  path,
  permission: "policy:publish",
  params: ProjectParams,
  body: PrivacyBody,
  async act({ body, actor: by, project }) {
    return acted(await setPrivacy({ ...body, project, by }), nothingMore);
  },
});
