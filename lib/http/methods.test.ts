import { expect, test } from "vitest";
import { offerInstead } from "./methods";
import { leadToDoor, NOT_OFFERED_HEADER } from "./peer";

function instead(method: string, url: string): string | undefined {
  const offer = offerInstead(method, url);
  return offer && `${offer.path}: ${offer.offers.join(" ")}`;
}

test("a method that a route does not offer is known before the framework refuses it, however the path is written", () => {
  expect(instead("PUT", "/api/v1/session?x=1")).toBe("/session: GET POST DELETE HEAD");
  expect(instead("PUT", "/api/v1/%73ession")).toBe("/session: GET POST DELETE HEAD");
  expect(instead("DELETE", "/api/v1/projects/p/events")).toBe("/projects/{project}/events: POST");
  expect(instead("GET", "/api/v1/events")).toBe("/projects/{project}/events: POST");
  expect(instead("OPTIONS", "/api/v1/audit/some-id")).toBe("/audit/{id}: GET HEAD");
  expect(instead("TRACE", "/api/v1/audit/live")).toBe("/audit/live: GET HEAD");
  expect(instead("PROPFIND", "/api/v1/no/such/route")).toBe("/{...rest}: GET POST PUT PATCH DELETE HEAD");
  expect(instead("POST", "/log/tile/0/x000/000")).toBe("/log/tile/{...path}: GET HEAD");
  expect(instead("POST", "/audit")).toBe("/{page}: GET HEAD");
});

test("what is offered passes, and the framework's own files are its own", () => {
  for (const asked of ["GET /", "HEAD /audit", "HEAD /api/v1/health", "POST /api/v1/events", "PUT /api/v1/nothing"]) {
    const [method = "", url = ""] = asked.split(" ");
    expect(instead(method, url), asked).toBeUndefined();
  }
  expect(instead("POST", "/_next/static/x.js")).toBeUndefined();
});

test("nobody but us tells the door that a method was not offered", () => {
  const passing = { method: "GET", url: "/api/v1/session", headers: { [NOT_OFFERED_HEADER]: "{}" } };
  leadToDoor(passing);
  expect(passing).toEqual({ method: "GET", url: "/api/v1/session", headers: {} });
  const refused = { method: "PATCH", url: "/api/v1/session", headers: {} as Record<string, string> };
  leadToDoor(refused);
  expect(refused).toMatchObject({ method: "GET", url: "/api/not-offered" });
  expect(JSON.parse(refused.headers[NOT_OFFERED_HEADER] ?? "")).toMatchObject({ method: "PATCH", path: "/session" });
});
