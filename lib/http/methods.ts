/**
 * What each route offers, the first that fits a path counts; lib/structure.test.ts compares it with app/. The framework
 * answers a method that a route lacks by itself, with an empty body and past the door; this tells it before.
 */
export const OFFERED: Readonly<Record<string, string>> = {
  "/api/v1/access-review": "GET",
  "/api/v1/access-review/confirmations": "POST",
  "/api/v1/accounts": "GET POST",
  "/api/v1/accounts/{username}/disabling": "POST",
  "/api/v1/accounts/{username}/grants": "POST",
  "/api/v1/accounts/{username}/grants/{within}/{role}": "DELETE",
  "/api/v1/accounts/{username}/identities": "GET POST",
  "/api/v1/accounts/{username}/identities/{id}": "DELETE",
  "/api/v1/accounts/{username}/passkeys": "GET",
  "/api/v1/accounts/{username}/passkeys/{id}": "DELETE",
  "/api/v1/accounts/{username}/password": "POST",
  "/api/v1/accounts/{username}/roles": "POST",
  "/api/v1/accounts/{username}/signing": "POST",
  "/api/v1/audit": "GET",
  "/api/v1/audit/live": "GET",
  "/api/v1/audit/{id}": "GET",
  "/api/v1/audit/{id}/proof": "GET",
  "/api/v1/break-glass": "POST",
  "/api/v1/caller-keys": "GET POST",
  "/api/v1/caller-keys/{id}/revocation": "POST",
  "/api/v1/caller-keys/{id}/rotation": "POST",
  "/api/v1/event.schema.json": "GET",
  "/api/v1/findings": "GET",
  "/api/v1/findings/{id}": "GET",
  "/api/v1/findings/{id}/acknowledgement": "POST",
  "/api/v1/findings/{id}/deliveries": "POST",
  "/api/v1/findings/{id}/resolution": "POST",
  "/api/v1/health": "GET",
  "/api/v1/identities": "GET",
  "/api/v1/log": "GET",
  "/api/v1/log/consistency": "GET",
  "/api/v1/log/keys": "GET",
  "/api/v1/passkeys": "GET POST",
  "/api/v1/passkeys/creation": "POST",
  "/api/v1/passkeys/{id}/removal": "POST",
  "/api/v1/privacy": "GET",
  "/api/v1/privacy/holds": "POST",
  "/api/v1/privacy/quarantine": "GET",
  "/api/v1/privacy/releases": "POST",
  "/api/v1/privacy/retention": "GET POST",
  "/api/v1/privacy/subjects/{subject}": "GET",
  "/api/v1/privacy/subjects/{subject}/erasure": "GET POST",
  "/api/v1/projects": "GET POST",
  "/api/v1/projects/{project}/artifacts/{type}/{id}": "GET",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/contents": "GET POST",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/contents/{digest}": "GET",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/contents/{digest}/files/{file}": "GET",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/contents/{digest}/verification": "POST",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/dossier": "GET",
  "/api/v1/projects/{project}/dossier": "GET",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/lineage": "GET",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/proof": "GET",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/trace": "GET",
  "/api/v1/projects/{project}/artifacts/{type}/{id}/trail": "GET",
  "/api/v1/projects/{project}/attestations": "POST",
  "/api/v1/projects/{project}/deployments": "POST",
  "/api/v1/projects/{project}/deployments/{id}/retirement": "POST",
  "/api/v1/projects/{project}/deployments/{id}/rollback": "POST",
  "/api/v1/projects/{project}/deployments/{id}/rollback-candidates": "GET",
  "/api/v1/projects/{project}/events": "POST",
  "/api/v1/projects/{project}/exports/{digest}": "GET",
  "/api/v1/projects/{project}/reports": "GET",
  "/api/v1/projects/{project}/reports/{digest}": "GET",
  "/api/v1/projects/{project}/incidents": "GET POST",
  "/api/v1/projects/{project}/incidents/{id}": "GET",
  "/api/v1/projects/{project}/incidents/{id}/actions": "POST",
  "/api/v1/projects/{project}/incidents/{id}/actions/{action}/completion": "POST",
  "/api/v1/projects/{project}/incidents/{id}/cause": "POST",
  "/api/v1/projects/{project}/incidents/{id}/closing": "POST",
  "/api/v1/projects/{project}/incidents/{id}/notes": "POST",
  "/api/v1/projects/{project}/incidents/{id}/report": "GET",
  "/api/v1/projects/{project}/model-versions/{id}/retirement": "POST",
  "/api/v1/projects/{project}/model-versions/{id}/scorecard": "GET",
  "/api/v1/projects/{project}/models": "GET",
  "/api/v1/projects/{project}/models/{model}/live": "GET",
  "/api/v1/projects/{project}/policies": "GET POST",
  "/api/v1/projects/{project}/policies/rehearsal": "POST",
  "/api/v1/projects/{project}/policies/{id}": "GET",
  "/api/v1/projects/{project}/personal-data": "GET POST",
  "/api/v1/projects/{project}/production": "GET",
  "/api/v1/projects/{project}/quarantine/{id}": "GET",
  "/api/v1/projects/{project}/quarantine/{id}/decision": "POST",
  "/api/v1/projects/{project}/promotion-requests": "GET POST",
  "/api/v1/projects/{project}/promotion-requests/{id}": "GET",
  "/api/v1/projects/{project}/promotion-requests/{id}/approvals": "POST",
  "/api/v1/projects/{project}/promotion-requests/{id}/comments": "POST",
  "/api/v1/projects/{project}/promotion-requests/{id}/overrides": "POST",
  "/api/v1/projects/{project}/promotion-requests/{id}/promotion": "POST",
  "/api/v1/projects/{project}/promotion-requests/{id}/rejections": "POST",
  "/api/v1/projects/{project}/promotion-requests/{id}/verification-summary": "GET",
  "/api/v1/projects/{project}/promotion-requests/{id}/withdrawal": "POST",
  "/api/v1/projects/{project}/reproductions": "GET POST",
  "/api/v1/projects/{project}/reproductions/{id}": "GET",
  "/api/v1/projects/{project}/reproductions/{id}/live": "GET",
  "/api/v1/projects/{project}/reproductions/{id}/log": "POST",
  "/api/v1/projects/{project}/reproductions/{id}/verdict": "POST",
  "/api/v1/projects/{project}/reproductions/{id}/withdrawal": "POST",
  "/api/v1/projects/{project}/search": "GET",
  "/api/v1/projects/{project}/uploads": "POST",
  "/api/v1/projects/{project}/uploads/{id}": "GET",
  "/api/v1/projects/{project}/uploads/{id}/completion": "POST",
  "/api/v1/projects/{project}/uploads/{id}/parts/{number}": "PUT",
  "/api/v1/ready": "GET",
  "/api/v1/reconciliations": "GET POST",
  "/api/v1/reconciliations/live": "GET",
  "/api/v1/reconciliations/{id}": "GET",
  "/api/v1/reconciliations/{id}/acknowledgements": "POST",
  "/api/v1/reproduction-claims": "POST",
  "/api/v1/session": "GET POST DELETE",
  "/api/v1/session/passkey": "POST",
  "/api/v1/session/passkey/answer": "POST",
  "/api/v1/session/password": "POST",
  "/api/v1/session/providers/{provider}": "POST",
  "/api/v1/session/providers/{provider}/answer": "POST",
  "/api/v1/session/providers/{provider}/logout": "POST",
  "/api/v1/sessions": "GET",
  "/api/v1/sessions/{id}": "DELETE",
  "/api/v1/token-exchange": "POST",
  "/api/v1/tokens": "GET POST",
  "/api/v1/tokens/{id}": "DELETE",
  "/log/checkpoint": "GET",
  "/log/tile/entries/{...path}": "GET",
  "/log/tile/{...path}": "GET",
  "/api/security.txt": "GET",
  "/api/{...rest}": "GET POST PUT PATCH DELETE",
};

const PAGE = { path: "/{page}", offers: ["GET", "HEAD"] };
/** The framework's own files and, in development, its tools. */
const FRAMEWORK = /^\/(_next|__nextjs[^/]*)(\/|$)/;

/** A route by its template, and the methods that it takes. */
export interface Offer {
  readonly path: string;
  readonly offers: readonly string[];
}

const ROUTES = Object.entries(OFFERED).flatMap(([path, methods]) => {
  const names = methods.split(" ");
  const offer = { path: path.replace(/^\/api(\/v1)?/, ""), offers: names.includes("GET") ? [...names, "HEAD"] : names };
  const steps = path.split("/").slice(1);
  // A path without a project means the project `default`.
  const within = path.startsWith("/api/v1/projects/{project}/") ? [[...steps.slice(0, 2), ...steps.slice(4)]] : [];
  return [steps, ...within].map((template) => ({ ...offer, steps: template }));
});

function fits(template: readonly string[], steps: readonly string[]): boolean {
  const isOpen = template.at(-1)?.startsWith("{...") ?? false;
  return (
    (isOpen ? steps.length >= template.length : steps.length === template.length) &&
    template.every((step, index) => step.startsWith("{") || step === steps[index])
  );
}

/** What the address of a request offers, where it does not offer `method`. `url` is readable. */
export function offerInstead(method: string, url: string): Offer | undefined {
  const path = url.split("?")[0] ?? "";
  const steps = path.split("/").slice(1).map(decodeURIComponent);
  const route = ROUTES.find(({ steps: template }) => fits(template, steps));
  const { path: template, offers } = route ?? PAGE;
  return offers.includes(method) || (!route && FRAMEWORK.test(path)) ? undefined : { path: template, offers };
}
