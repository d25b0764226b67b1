import { expect, test } from "vitest";
import { CreateAccountBody } from "@/lib/contract/identity";
import { nameFor, usernameFor } from "./names";
import { rolesOf } from "./sign-in";

test("whatever a provider calls somebody makes a user name as administrators give them", () => {
  const given = ["Ada.Lovelace@example.org", "Zoë Ünal", "..", "", undefined, "测试", "x".repeat(300), "-_a b"];
  const made = given.map((username) => usernameFor({ username }));
  expect(made.slice(0, 4)).toEqual(["ada.lovelace", "zoeunal", "person", "person"]);
  for (const username of made) {
    expect(CreateAccountBody.shape.username.safeParse(username).success, username).toBe(true);
  }
});

test("a shown name holds nothing that nobody sees or that turns the text around it about", () => {
  expect(nameFor({ displayName: " Ada\u202e\u200b\n Lovelace\u0000 " }, "ada")).toBe("Ada Lovelace");
  expect(nameFor({ displayName: "\u200b" }, "ada")).toBe("ada");
  expect(nameFor({ displayName: "x".repeat(999) }, "ada")).toHaveLength(200);
});

test("groups give the roles of each mapping, in one order, and groups of no mapping give nothing", () => {
  const groups = [
    { group: "a", roles: ["approver" as const, "viewer" as const] },
    { group: "b", roles: ["viewer" as const, "auditor" as const] },
  ];
  expect(rolesOf({ groups }, ["b", "a", "c"])).toEqual(["viewer", "approver", "auditor"]);
  expect(rolesOf({ groups }, ["A", "c", ""])).toEqual([]);
});
