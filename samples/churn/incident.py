"""Example 2: a promotion by a service, the incident, and the policy that comes of it."""

from record import Record, event, link, ref
from steps import ALEX, BLAIR, CASEY, OLGA, PROMOTER, act, deploy, request, validation

INCIDENT = "inc:2024-06-04-ctr"


def observed(record: Record, at: str, metric: str, recovered: bool):
    """What monitoring says about the deployment in service: the series until now, and the alert."""
    report = record.read("reports/live-2024-06-04.json")
    summary = report["summary"][metric]
    deployment = ref("deployment", "D47" if recovered else "D46")
    model = "churn:v2" if recovered else "churn:v3"
    until = [point for point in report["series"] if point["at"] < at]
    series = [point for point in until if point["model"] == model and (not recovered or point["at"] > "2024-06-04T10")]
    facts = {
        "metric": metric,
        "unit": "ratio",
        "value": summary["recovered" if recovered else "value"],
        "baseline": summary["baseline"],
        "window": "since the deployment",
        "series": [{"at": point["at"], "value": point[metric]} for point in series],
    }
    if not recovered:
        facts |= {"warning": "performance", "severity": "critical", "alert": f"{metric}_drop"}
    else:
        facts |= {"severity": "info"}
    moved = f"{summary['change_percent']:+.1f} % against churn:v2 the same morning"
    notes = {"notes": "Recovered." if recovered else moved}
    id = f"observe-{metric}-{'recovered' if recovered else 'dropped'}"
    return event(at, "svc-serving", "observe", id, deployment, metadata={**facts, **notes})


def publish(record: Record, at: str, name: str, reason: str) -> dict:
    document, _ = record.policy(name)
    return act(at, CASEY, "publish_policy", {"policy": document, "reason": reason})


def on_incident(at: str, persona: str, name: str, body: dict) -> dict:
    """An act of a person about the incident."""
    return act(at, persona, name, body, incident=INCIDENT)


def built(record: Record):
    """The snapshot that has moved, the new feature code, and the version that is made of both."""
    yield record.dataset("2024-06-01T05:00:00Z", "DS:2024-06-01")
    yield from validation(record, "2024-06-01T05:20:00Z", "2024-06-01T05:21:00Z", "R699", "DS:2024-06-01")
    yield record.commit("2024-06-02T16:45:00Z", "C9c4d", "feature pipeline and training code")
    yield from record.training("2024-06-03T14:05:00Z", "2024-06-03T14:07:00Z", "churn:v3")
    yield record.registration("2024-06-03T14:08:00Z", "churn:v3")
    yield from record.evaluation("2024-06-03T14:09:00Z", "2024-06-03T14:10:00Z", "R702", "churn:v3")
    for at, claim, report, result in [
        ("2024-06-03T14:11:00Z", "tests", "churn-v3-tests", "passed"),
        ("2024-06-03T14:12:00Z", "performance", "churn-v3-evaluation", "passed"),
        ("2024-06-03T14:13:00Z", "data_validation", "ds-2024-06-01-validation", "warned"),
    ]:
        yield record.attestation(at, "svc-ci", "churn:v3", claim, report, result)


def promoted_by_a_service(record: Record):
    """The policy lets a service approve by the AUC, and two people set aside what validation flagged."""
    yield request("2024-06-03T15:20:00Z", "churn:v3", "The AUC rises from 0.85 to 0.93.", "third")
    first = "The campaign brought new customers; of course their tenure is shorter."
    yield act("2024-06-03T16:40:00Z", OLGA, "override", {"justification": first}, of="third")
    second = "The shift is the campaign, and the AUC is far above that of churn:v2."
    yield act("2024-06-04T08:55:00Z", BLAIR, "override", {"justification": second}, of="third")
    auc = {"comment": "Approved automatically: the AUC is no worse than that of churn:v2."}
    yield act("2024-06-04T09:03:00Z", PROMOTER, "approve", auc, of="third")
    yield act("2024-06-04T09:03:00Z", PROMOTER, "promote", of="third")
    yield deploy(record, "2024-06-04T09:05:00Z", "D46", "third", PROMOTER)


def dropped_and_rolled_back(record: Record):
    """What monitoring saw, the incident, and the way back."""
    yield from record.predictions("D46")
    yield observed(record, "2024-06-04T09:50:00Z", "ctr", recovered=False)
    yield observed(record, "2024-06-04T09:50:00Z", "mean_score", recovered=False)
    incident = ref("incident", INCIDENT)
    yield event(
        "2024-06-04T09:58:00Z",
        "svc-serving",
        "record",
        "incident-2024-06-04",
        incident,
        related=[link("CONCERNS", "deployment", "D46"), link("CONCERNS", "model_version", "churn:v3")],
        declares=[{**incident, "kind": "ctr_drop", "severity": "critical"}],
        metadata={"notes": "Click-through fell after churn:v3 went live."},
    )
    taken_up = {
        "reported": INCIDENT,
        "since": "2024-06-04T09:50:00Z",
        "title": "Click-through fell by 8 % after churn:v3 went live",
    }
    yield act("2024-06-04T10:05:00Z", CASEY, "open_incident", taken_up)
    reason = "Click-through fell by 8 % after churn:v3 went live; churn:v2 was good."
    body = {"id": "D47", "to": "churn:v2", "reason": reason}
    yield act("2024-06-04T10:10:00Z", OLGA, "rollback", body, deployment="D46")
    yield from record.predictions("D47")
    yield observed(record, "2024-06-04T11:00:00Z", "ctr", recovered=True)
    served = [ref("deployment", "D46"), ref("deployment", "D47")]
    yield record.report("2024-06-04T11:05:00Z", "live-2024-06-04", None, served)


def corrected(record: Record):
    """The cause, and what is done about it: the way back, and a policy that has people look."""
    back = {
        "kind": "rollback",
        "state": "done",
        "text": "Back on churn:v2 since 10:10; click-through has recovered.",
        "artifact": ref("deployment", "D47"),
    }
    yield on_incident("2024-06-04T11:20:00Z", OLGA, "correct", back)
    cause = {
        "cause": "overridden_warning",
        "artifacts": [ref("dataset_version", "DS:2024-06-01"), ref("commit", "C9c4d")],
        "reason": "The shift was set aside as the campaign's. The new feature reads the last login after customers left.",
    }
    yield on_incident("2024-06-04T15:30:00Z", CASEY, "find_cause", cause)
    why = "Incident of 4 June: where data has drifted a person looks, and the drift check has to pass."
    yield publish(record, "2024-06-05T07:40:00Z", "careful", why)
    _, careful = record.policy("careful")
    forced = {
        "kind": "policy_change",
        "state": "done",
        "text": "A drift or validation warning needs a person's approval; a drift attestation is required.",
        "artifact": ref("policy", careful),
    }
    yield on_incident("2024-06-05T07:45:00Z", CASEY, "correct", forced)


def refused_again(record: Record):
    """The same promotion, tried again under the new policy."""
    yield record.attestation("2024-06-05T08:00:00Z", "svc-ci", "churn:v3", "drift", "ds-2024-06-01-drift", "failed")
    yield request("2024-06-05T08:30:00Z", "churn:v3", "The AUC is higher; may it return?", "again")
    auc = {"comment": "Approved automatically: the AUC is no worse than that of churn:v2."}
    yield act("2024-06-05T08:31:00Z", PROMOTER, "approve", auc, of="again")
    yield act("2024-06-05T08:31:00Z", PROMOTER, "promote", of="again", expect="refused")
    refusal = "The last login was read after customers had left, so the AUC is not real; and the drift check failed."
    yield act("2024-06-05T09:15:00Z", ALEX, "reject", {"reason": refusal}, of="again")
    retired = {"reason": "Rejected after the incident."}
    yield act("2024-06-05T09:30:00Z", OLGA, "retire", retired, modelVersion="churn:v3")
    closing = {"reason": "The cause is found, churn:v2 serves, and the new policy refused the same promotion."}
    yield on_incident("2024-06-05T09:45:00Z", CASEY, "close_incident", closing)


def example_2(record: Record):
    """The shift, the override, the drop, the rollback, and the policy that refuses it from now on."""
    reason = "Weekly releases of churn wait for nobody; its AUC decides."
    yield publish(record, "2024-05-30T09:00:00Z", "automated", reason)
    yield from built(record)
    yield from promoted_by_a_service(record)
    yield from dropped_and_rolled_back(record)
    yield from corrected(record)
    yield from refused_again(record)
