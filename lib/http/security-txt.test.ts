import { expect, test } from "vitest";
import { securityTxt, securityTxtReply } from "./security-txt";

test("the file has a line for each contact, its end, its policy and its own address (RFC 9116)", () => {
  const said = { contacts: ["mailto:a@example.org", "tel:+49-30-1"], expires: "2027-06-30T00:00:00.000Z" };
  expect(securityTxt({ ...said, policy: "https://example.org/p" }, "https://pedigree.example")).toBe(
    [
      "Contact: mailto:a@example.org",
      "Contact: tel:+49-30-1",
      "Expires: 2027-06-30T00:00:00.000Z",
      "Policy: https://example.org/p",
      "Canonical: https://pedigree.example/.well-known/security.txt",
      "",
    ].join("\n"),
  );
  expect(securityTxt({ ...said, policy: undefined }, "https://pedigree.example")).not.toContain("Policy");
});

test("where nobody configured a contact there is no file, and none is made up", async () => {
  const reply = await securityTxtReply();
  expect(reply.status).toBe(404);
  expect(await reply.text()).not.toContain("Contact:");
});
