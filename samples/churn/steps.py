"""Steps that recur in the chapters of the story."""

import plan
from record import Record, event, link, ref

DANA, ALEX, BLAIR = "dana.scientist", "alex.approver", "blair.approver"
OLGA, CASEY, PROMOTER = "olga.operator", "casey.compliance", "svc-promoter"


def act(at: str, persona: str, act: str, body: dict | None = None, **more) -> dict:
    """A step through a route of its own."""
    return {"at": at, "persona": persona, "act": act, **more, "body": body or {}}


def request(at: str, id: str, comment: str, name: str) -> dict:
    body = {"modelVersion": id, "fromStage": "staging", "toStage": "production", "comment": comment}
    return act(at, DANA, "request_promotion", body, name=name)


def deploy(record: Record, at: str, id: str, of: str, persona: str = OLGA) -> dict:
    version = next(item.version for item in plan.DEPLOYMENTS if item.id == id)
    body = {"id": id, "target": "production", "configSha256": record.config_sha256(version)}
    return act(at, persona, "deploy", body, of=of)


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
