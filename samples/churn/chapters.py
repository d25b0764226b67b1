"""The four chapters of the story, step by step."""

import plan
from record import Record, event, link, ref

DANA, ALEX, BLAIR, OLGA = "dana.scientist", "alex.approver", "blair.approver", "olga.operator"


def act(at: str, persona: str, act: str, body: dict | None = None, **more) -> dict:
    """A step through a route of its own."""
    return {"at": at, "persona": persona, "act": act, **more, "body": body or {}}


def request(at: str, id: str, comment: str, name: str) -> dict:
    body = {"modelVersion": id, "fromStage": "staging", "toStage": "production", "comment": comment}
    return act(at, DANA, "request_promotion", body, name=name)


def deploy(record: Record, at: str, id: str, of: str) -> dict:
    version = next(item.version for item in plan.DEPLOYMENTS if item.id == id)
    body = {"id": id, "target": "production", "configSha256": record.config_sha256(version)}
    return act(at, OLGA, "deploy", body, of=of)


def setup(record: Record):
    """Code, environment and the first known-good version."""
    yield record.commit("2024-04-29T14:20:00Z", "C1a2b", "feature pipeline and training code")
    build, environment = ref("build", "build:812"), ref("environment", record.environment)
    yield event(
        "2024-04-29T14:26:00Z",
        "svc-ci",
        "record",
        "build-812",
        build,
        related=[link("BUILT_FROM", "commit", "C1a2b")],
        declares=[
            {**build, "system": "ci", "started_at": "2024-04-29T14:21:00Z", "finished_at": "2024-04-29T14:26:00Z"},
            {
                **environment,
                "lockfile_sha256": record.sha256("requirements.txt"),
                "lockfile_kind": "pip",
                "os": "linux",
                "cpu": "x86_64",
                "python": "3.11",
                "related": [link("BUILT_BY", "build", "build:812")],
            },
        ],
    )
    yield record.dataset("2024-05-01T05:00:00Z", "DS:2024-05-01")
    yield from record.training("2024-05-02T08:10:00Z", "2024-05-02T08:12:00Z", "churn:v1")
    yield record.registration("2024-05-02T08:13:00Z", "churn:v1")
    yield from record.evaluation("2024-05-02T08:14:00Z", "2024-05-02T08:15:00Z", "R513", "churn:v1")
    yield record.attestation("2024-05-02T08:16:00Z", "svc-ci", "churn:v1", "tests", "churn-v1-tests", "passed")
    yield record.attestation("2024-05-02T08:17:00Z", "svc-ci", "churn:v1", "fairness", "churn-v1-bias", "passed")
    yield request("2024-05-03T09:00:00Z", "churn:v1", "First version; tests and bias report attached.", "first")
    yield act("2024-05-03T09:40:00Z", ALEX, "approve", {"comment": "Tests read."}, of="first")
    yield act("2024-05-03T11:05:00Z", BLAIR, "approve", {"comment": "Bias report read."}, of="first")
    yield act("2024-05-03T13:00:00Z", OLGA, "promote", of="first")
    yield deploy(record, "2024-05-03T13:05:00Z", "D44", "first")
    yield from record.predictions("D44")


def example_1(record: Record):
    """P123 -> D45 -> churn:v2 -> R678 -> DS:2024-05-15."""
    yield record.dataset("2024-05-15T05:00:00Z", "DS:2024-05-15")
    yield from validation(record, "2024-05-15T05:20:00Z", "2024-05-15T05:21:00Z", "R671", "DS:2024-05-15")
    yield from record.training("2024-05-16T08:30:00Z", "2024-05-16T08:32:00Z", "churn:v2")
    yield record.registration("2024-05-16T08:33:00Z", "churn:v2")
    yield from record.attached("2024-05-16T08:33:00Z", "churn:v2")
    yield from record.evaluation("2024-05-16T08:34:00Z", "2024-05-16T08:35:00Z", "R679", "churn:v2")
    yield record.attestation("2024-05-16T08:36:00Z", "svc-ci", "churn:v2", "tests", "churn-v2-tests", "passed")
    yield record.attestation("2024-05-16T08:37:00Z", "svc-ci", "churn:v2", "fairness", "churn-v2-bias", "passed")
    yield record.attestation("2024-05-16T08:38:00Z", "svc-ci", "churn:v2", "drift", "ds-2024-05-15-drift", "passed")
    yield request("2024-05-17T08:00:00Z", "churn:v2", "Better AUC than v1 on newer data, no shift.", "second")
    yield act("2024-05-17T08:45:00Z", BLAIR, "approve", {"comment": "Meets the SLA."}, of="second")
    yield act("2024-05-17T09:10:00Z", ALEX, "approve", {"comment": "Reports read."}, of="second")
    yield act("2024-05-17T09:30:00Z", OLGA, "promote", of="second")
    yield deploy(record, "2024-05-17T09:35:00Z", "D45", "second")
    yield from record.predictions("D45")
    yield record.attached_input("2024-05-21T22:00:00Z", "P123")
    reason = {"reason": "Replaced by churn:v2, which has served for ten days without trouble."}
    yield act("2024-05-28T10:00:00Z", OLGA, "retire", reason, modelVersion="churn:v1")


def validation(record: Record, start: str, end: str, run: str, dataset: str):
    """The data validation of a snapshot, its reports, and the warning when it has moved."""
    file = plan.snapshot(dataset).file
    reference = next(item.id for item in plan.SNAPSHOTS if item.file == plan.snapshot(dataset).reference)
    used = [
        link("USED", "dataset_version", dataset, "candidate"),
        link("USED", "dataset_version", reference, "reference"),
        link("USED", "commit", "C1a2b", "validation_code"),
    ]
    yield from record.run(start, end, run, {"purpose": "data_validation", "entry_point": "drift.py"}, used)
    drift = record.read(f"reports/{file}-drift.json")
    verdict = "warned" if drift["shift"] else "passed"
    for kind in ("validation", "drift"):
        yield record.report(end, f"{file}-{kind}", run, [ref("dataset_version", dataset)], verdict)
    for column in drift["flagged"]:
        facts = {
            "metric": f"psi.{column}",
            "value": drift["columns"][column]["psi"],
            "threshold": drift["psi_warning"],
            "warning": "data_validation",
            "severity": "warning",
        }
        report = ref("report", record.sha256(f"reports/{file}-drift.json"))
        subject = ref("dataset_version", dataset)
        yield event(end, "svc-ci", "observe", f"shift-{file}-{column}", subject, related=[report], metadata=facts)


def promoted_by_a_service(record: Record, at: str, deployed_at: str):
    """What happened outside the gates: told afterwards, so asserted and not acted."""
    metrics = {"auc": record.read("reports/churn-v3-evaluation.json")["metrics"]["auc"]}
    subject = ref("model_version", "model:churn:v3")
    dataset = ref("dataset", "DS:2024-06-01")
    sha256 = {"artifact_sha256": record.sha256("models/churn-v3.json")}
    decided = {
        "from_stage": "staging",
        "to_stage": "production",
        "metrics": metrics,
        "automated": True,
        "basis": "auc",
        "overridden": ["data_validation_shift"],
    }
    yield event(
        at,
        "svc-promoter",
        "override",
        "override-churn-v3",
        subject,
        related=[dataset],
        metadata=decided,
        integrity=sha256,
    )
    yield event(
        at,
        "svc-promoter",
        "promote",
        "promote-churn-v3",
        subject,
        related=[link("PRODUCED_BY", "run", "R701"), dataset],
        metadata={**decided, "notes": "Approved automatically: the AUC is above that of churn:v2."},
        integrity=sha256,
    )
    deployment = ref("deployment", "D46")
    config = record.config_sha256("churn:v3")
    facts = {"target": "production", "config_sha256": config, "at": deployed_at}
    yield event(
        deployed_at,
        "svc-promoter",
        "deploy",
        "deploy-D46",
        deployment,
        related=[link("DEPLOYED", "model_version", "churn:v3"), link("REPLACED", "deployment", "D45")],
        declares=[{**deployment, **facts}],
        metadata={"target": "production", "config_sha256": config, "replaced": "D45"},
    )


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


def example_2(record: Record):
    """The shift, the override, the drop, the rollback."""
    yield record.dataset("2024-06-01T05:00:00Z", "DS:2024-06-01")
    yield from validation(record, "2024-06-01T05:20:00Z", "2024-06-01T05:21:00Z", "R699", "DS:2024-06-01")
    yield record.commit("2024-06-02T16:45:00Z", "C9c4d", "feature pipeline and training code")
    yield from record.training("2024-06-03T14:05:00Z", "2024-06-03T14:07:00Z", "churn:v3")
    yield record.registration("2024-06-03T14:08:00Z", "churn:v3")
    yield from record.evaluation("2024-06-03T14:09:00Z", "2024-06-03T14:10:00Z", "R702", "churn:v3")
    yield record.attestation("2024-06-03T14:11:00Z", "svc-ci", "churn:v3", "tests", "churn-v3-tests", "passed")
    yield from promoted_by_a_service(record, "2024-06-04T09:03:00Z", "2024-06-04T09:05:00Z")
    yield from record.predictions("D46")
    yield observed(record, "2024-06-04T09:50:00Z", "ctr", recovered=False)
    yield observed(record, "2024-06-04T09:50:00Z", "mean_score", recovered=False)
    incident = ref("incident", "inc:2024-06-04-ctr")
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
    reason = "Click-through fell by 8 % after churn:v3 went live; churn:v2 was good."
    body = {"id": "D47", "to": "churn:v2", "reason": reason}
    yield act("2024-06-04T10:10:00Z", OLGA, "rollback", body, deployment="D46")
    yield from record.predictions("D47")
    yield observed(record, "2024-06-04T11:00:00Z", "ctr", recovered=True)
    served = [ref("deployment", "D46"), ref("deployment", "D47")]
    yield record.report("2024-06-04T11:05:00Z", "live-2024-06-04", None, served)
    yield record.attestation("2024-06-05T08:00:00Z", "svc-ci", "churn:v3", "drift", "ds-2024-06-01-drift", "failed")
    yield request("2024-06-05T08:30:00Z", "churn:v3", "The AUC is higher; may it return?", "again")
    refusal = "The last login was read after customers had left, so the AUC is not real; and the drift check failed."
    yield act("2024-06-05T09:15:00Z", ALEX, "reject", {"reason": refusal}, of="again")
    yield act(
        "2024-06-05T09:30:00Z", OLGA, "retire", {"reason": "Rejected after the incident."}, modelVersion="churn:v3"
    )


def example_3(record: Record):
    """Registration, test attestation, bias report, two approvals, promotion of M:5."""
    yield record.commit("2024-06-13T09:10:00Z", "C3e7a", "feature pipeline and training code, offer uplift")
    yield record.dataset("2024-06-15T05:00:00Z", "DS:offers-2024-06-15")
    yield from record.training("2024-06-18T08:00:00Z", "2024-06-18T08:02:00Z", "M:5")
    yield record.registration("2024-06-18T08:03:00Z", "M:5")
    yield from record.evaluation("2024-06-18T08:04:00Z", "2024-06-18T08:05:00Z", "R734", "M:5")
    yield record.attestation("2024-06-18T08:06:00Z", "svc-ci", "M:5", "tests", "M-5-tests", "passed")
    yield record.attestation("2024-06-18T08:07:00Z", "svc-ci", "M:5", "fairness", "M-5-bias", "passed")
    yield request("2024-06-20T09:00:00Z", "M:5", "Offers go where they change something.", "offers")
    yield act("2024-06-20T10:20:00Z", ALEX, "approve", {"comment": "The trial was randomised; gain is real."}, of="offers")
    yield act("2024-06-20T11:00:00Z", OLGA, "promote", of="offers", expect="refused")
    yield act("2024-06-21T08:10:00Z", BLAIR, "approve", {"comment": "Bias report read: all bands above 0.8."}, of="offers")
    yield act("2024-06-21T09:00:00Z", OLGA, "promote", of="offers")
    yield deploy(record, "2024-06-21T09:05:00Z", "D51", "offers")
    yield from record.predictions("D51")
