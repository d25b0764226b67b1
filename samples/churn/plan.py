"""What is built, from which data and code: the one table that build.py and story.py read."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Snapshot:
    """A frozen data set; `reference` is the one it is compared with."""

    id: str
    file: str
    reference: str | None = None


@dataclass(frozen=True)
class Version:
    """A model version and the run that makes it."""

    id: str
    file: str
    run: str
    commit: str
    snapshot: str
    trainer: str
    target: str
    threshold: float
    params: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Deployment:
    """A version in service, and the predictions that are kept: their ids, and when the first was asked for."""

    id: str
    version: str
    first: int
    count: int
    asked_at: str
    step_minutes: int


SNAPSHOTS = [
    Snapshot("DS:2024-05-01", "ds-2024-05-01"),
    Snapshot("DS:2024-05-15", "ds-2024-05-15", reference="ds-2024-05-01"),
    Snapshot("DS:2024-06-01", "ds-2024-06-01", reference="ds-2024-05-15"),
    Snapshot("DS:offers-2024-06-15", "ds-offers-2024-06-15"),
]

VERSIONS = [
    Version("churn:v1", "churn-v1", "R512", "C1a2b", "DS:2024-05-01", "train", "churned", 0.35, {"C": 0.1}),
    Version("churn:v2", "churn-v2", "R678", "C1a2b", "DS:2024-05-15", "train", "churned", 0.35, {"C": 1.0}),
    Version("churn:v3", "churn-v3", "R701", "C9c4d", "DS:2024-06-01", "train", "churned", 0.35, {"C": 1.0}),
    Version("M:5", "M-5", "R733", "C3e7a", "DS:offers-2024-06-15", "uplift", "retained", 0.08, {"C": 0.5}),
]

# The version whose bytes, and those of all that it was made from, are attached in the story, so that P123 can be run again.
REPRODUCIBLE = "churn:v2"

DEPLOYMENTS = [
    Deployment("D44", "churn:v1", 101, 8, "2024-05-06T08:02:00Z", 67),
    Deployment("D45", "churn:v2", 117, 12, "2024-05-21T07:41:00Z", 53),
    Deployment("D46", "churn:v3", 131, 8, "2024-06-04T09:07:00Z", 6),
    Deployment("D47", "churn:v2", 141, 4, "2024-06-04T10:14:00Z", 11),
    Deployment("D51", "M:5", 201, 4, "2024-06-24T08:30:00Z", 41),
]


def snapshot(id: str) -> Snapshot:
    return next(item for item in SNAPSHOTS if item.id == id)


def version(id: str) -> Version:
    return next(item for item in VERSIONS if item.id == id)
