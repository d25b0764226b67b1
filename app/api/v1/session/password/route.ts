import { ChangePasswordBody } from "@/lib/contract/identity";
import { acted, nothingMore } from "@/lib/http/acted";
import { route } from "@/lib/http/route";
import { changePassword } from "@/lib/identity/change-password";

export const POST = route({
  path: "/session/password",
  permission: "account:self",
  body: ChangePasswordBody,
  async act({ caller, body, visit: { address, now } }) {
    return acted(await changePassword({ caller, ...body, address, now }), nothingMore);
  },
});
