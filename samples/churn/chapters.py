"""The first chapters of the story and the last one, step by step."""

from record import Record, event, link, ref
from steps import ALEX, BLAIR, OLGA, act, deploy, request, validation


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
    yield record.attestation(
        "2024-05-16T08:39:00Z", "svc-ci", "churn:v2", "performance", "churn-v2-evaluation", "passed"
    )
    yield request("2024-05-17T08:00:00Z", "churn:v2", "Better AUC than v1 on newer data, no shift.", "second")
    yield act("2024-05-17T08:45:00Z", BLAIR, "approve", {"comment": "Meets the SLA."}, of="second")
    yield act("2024-05-17T09:10:00Z", ALEX, "approve", {"comment": "Reports read."}, of="second")
    yield act("2024-05-17T09:30:00Z", OLGA, "promote", of="second")
    yield deploy(record, "2024-05-17T09:35:00Z", "D45", "second")
    yield from record.predictions("D45")
    yield record.attached_input("2024-05-21T22:00:00Z", "P123")
    reason = {"reason": "Replaced by churn:v2, which has served for ten days without trouble."}
    yield act("2024-05-28T10:00:00Z", OLGA, "retire", reason, modelVersion="churn:v1")


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
