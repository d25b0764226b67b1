"""The files that build.py made, and the events that tell of them in the wire format."""

import hashlib
import json
from pathlib import Path

import plan

REPOSITORY = "samples/churn"
POLICIES = Path(__file__).parent / "policies"
MANIFEST = "application/vnd.pedigree.manifest.v1+json"
REPORT_KIND = {"validation": "data_validation", "monitoring": "performance"}


def ref(type: str, id: str) -> dict:
    return {"type": type, "id": id}


def link(rel: str, type: str, id: str, role: str | None = None) -> dict:
    """A relationship to an artifact that is recorded already."""
    return {"rel": rel, "type": type, "id": id, **({"role": role} if role else {})}


def event(at: str, persona: str, action: str, id: str, subject: dict, **parts) -> dict:
    """A step that sends one event."""
    body = {
        "event_id": id,
        "action": action,
        "actor": {"type": "service" if persona.startswith("svc-") else "user", "id": persona},
        "timestamp": at,
        "subject": subject,
        **{name: value for name, value in parts.items() if value},
    }
    return {"at": at, "persona": persona, "act": "event", "body": body}


class Record:
    """Looks up what was really built, and makes the events that recur for every model version."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.files = json.loads((source / "manifest.json").read_text())["files"]
        self.commits = {commit["id"]: commit for commit in self.read("commits.json")}
        lines = (source / "serving/requests.ndjson").read_text().splitlines()
        self.requests = [(line, json.loads(line)) for line in lines]
        answers = (source / "serving/predictions.ndjson").read_text().splitlines()
        self.answers = {answer["request_id"]: answer for answer in map(json.loads, answers)}
        self.environment = f"env:{self.files['requirements.txt']['sha256']}"

    def read(self, name: str):
        return json.loads((self.source / name).read_text())

    def policy(self, name: str) -> tuple[dict, str]:
        """A policy with every field written out, and its id: the digest of its canonical text."""
        document = json.loads((POLICIES / f"{name}.json").read_text())
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return document, f"policy:{hashlib.sha256(text.encode()).hexdigest()}"

    def sha256(self, name: str) -> str:
        return f"sha256:{self.files[name]['sha256']}"

    def model_file(self, id: str) -> str:
        return f"models/{plan.version(id).file}.json"

    def config_sha256(self, id: str) -> str:
        return self.sha256(f"configs/{plan.version(id).file}.json")

    def stored(self, name: str) -> dict:
        """The facts of a file as every kind of artifact states them."""
        return {"uri": f"sample:churn/{name}", "sha256": self.sha256(name), "size_bytes": self.files[name]["bytes"]}

    def commit(self, at: str, id: str, holds: str) -> dict:
        commit = self.commits[id]
        facts = {"repository": REPOSITORY, "sha": commit["sha"], "holds": holds, "summary": commit["message"]}
        subject = ref("commit", id)
        return event(at, "svc-ci", "record", f"commit-{id}", subject, declares=[{**subject, **facts}])

    def dataset(self, at: str, id: str) -> dict:
        """A frozen snapshot; one that follows another was derived from it."""
        snapshot = plan.snapshot(id)
        name = f"data/{snapshot.file}.csv"
        columns = (self.source / name).read_text().split("\n", 1)[0]
        facts = {
            **self.stored(name),
            "schema_sha256": f"sha256:{hashlib.sha256(columns.encode()).hexdigest()}",
            "row_count": self.files[name]["rows"],
            "format": "text/csv",
        }
        before = next((item.id for item in plan.SNAPSHOTS if item.file == snapshot.reference), None)
        subject = ref("dataset_version", id)
        return event(
            at,
            "svc-ci",
            "record",
            f"dataset-{snapshot.file}",
            subject,
            related=[link("DERIVED_FROM", "dataset_version", before)] if before else [],
            declares=[{**subject, **facts}],
            metadata={"notes": "Synthetic data from a seeded generator; nobody in it exists."},
            integrity={"artifact_sha256": self.sha256(name)},
        )

    def run(self, start: str, end: str, id: str, facts: dict, used: list[dict], metrics: dict | None = None):
        """A run's start, with what it used, and its end."""
        subject = ref("run", id)
        used = [*used, link("USED", "environment", self.environment)]
        declared = {**subject, **facts, "started_at": start}
        yield event(start, "svc-ci", "start", f"run-{id}-start", subject, related=used, declares=[declared])
        done = {"status": "succeeded", "finished_at": end, **({"metrics": metrics} if metrics else {})}
        yield event(end, "svc-ci", "finish", f"run-{id}-finish", subject, metadata=done)

    def training(self, start: str, end: str, id: str):
        """The run that made a model version."""
        version = plan.version(id)
        metrics = self.read(f"reports/{version.file}-evaluation.json")["metrics"]
        facts = {
            "purpose": "training",
            "parameters": {**version.params, "solver": "newton-cholesky", "tol": 1e-12, "test_percent": 30},
            "entry_point": f"{version.trainer}.py",
            "seed": 0,
        }
        used = [
            link("USED", "dataset_version", version.snapshot, "training_data"),
            link("USED", "commit", version.commit, "feature_code"),
        ]
        yield from self.run(start, end, version.run, facts, used, metrics)

    def registration(self, at: str, id: str) -> dict:
        version = plan.version(id)
        name, model = self.model_file(id), id.split(":")[0]
        evaluation = self.read(f"reports/{version.file}-evaluation.json")
        subject = ref("model_version", id)
        task = "churn risk" if model == "churn" else "retention offer uplift"
        facts = {**self.stored(name), "format": "linear-score/1", "framework": "scikit-learn 1.9.1"}
        return event(
            at,
            "svc-ci",
            "register",
            f"register-{version.file}",
            subject,
            related=[link("PRODUCED_BY", "run", version.run), link("VERSION_OF", "model", model)],
            declares=[
                {**ref("model", model), "task": task},
                {**subject, **facts, "metrics": evaluation["metrics"]},
            ],
            metadata={"metrics": evaluation["metrics"]},
            integrity={"artifact_sha256": self.sha256(name)},
        )

    def report(self, at: str, name: str, run: str | None, about: list[dict], verdict: str | None = None) -> dict:
        """A report under its own digest, with the run that wrote it, if one did, and what it speaks about."""
        path = f"reports/{name}.json"
        content = self.read(path)
        kind, metrics = content["report"], content.get("metrics")
        facts = {
            "kind": REPORT_KIND.get(kind, kind),
            **self.stored(path),
            **({"verdict": verdict} if verdict else {}),
            **({"metrics": metrics} if metrics else {}),
        }
        subject = ref("report", self.sha256(path))
        produced = [link("PRODUCED_BY", "run", run)] if run else []
        return event(
            at,
            "svc-ci",
            "record",
            f"report-{name}",
            subject,
            related=[*produced, *(link("EVALUATES", **each) for each in about)],
            declares=[{**subject, **facts}],
            integrity={"artifact_sha256": self.sha256(path)},
        )

    def evaluation(self, start: str, end: str, run: str, id: str):
        """An evaluation run and its three reports: metrics, bias, tests."""
        version = plan.version(id)
        used = [
            link("USED", "model_version", id),
            link("USED", "dataset_version", version.snapshot, "test_data"),
            link("USED", "commit", version.commit, "evaluation_code"),
        ]
        yield from self.run(start, end, run, {"purpose": "evaluation", "entry_point": "evaluate.py"}, used)
        for kind in ("evaluation", "bias", "tests"):
            name = f"{version.file}-{kind}"
            passed = self.read(f"reports/{name}.json").get("passed")
            verdict = None if passed is None else "passed" if passed else "failed"
            yield self.report(end, name, run, [ref("model_version", id)], verdict)

    def attach(self, at: str, subject: dict, role: str, media_type: str, **source) -> dict:
        """A step that attaches bytes: a `file` here, a folder of `files` here by their names in it, or a `text`."""
        body = {**subject, "role": role, "mediaType": media_type, **source}
        return {"at": at, "persona": "svc-ci", "act": "attach", "body": body}

    def attached(self, at: str, id: str):
        """The bytes of a model version and of all that it was made from."""
        version, scoring = plan.version(id), "application/vnd.pedigree.scoring.v1+json"
        commit, subject = self.commits[version.commit], ref("model_version", id)
        lockfile = {"file": "requirements.txt"}
        data = {"file": f"data/{plan.snapshot(version.snapshot).file}.csv"}
        yield self.attach(at, ref("commit", version.commit), "source", MANIFEST, files=commit["files"])
        yield self.attach(at, ref("environment", self.environment), "lockfile", "text/plain", **lockfile)
        yield self.attach(at, ref("dataset_version", version.snapshot), "content", "text/csv", **data)
        yield self.attach(at, subject, "content", "application/json", file=self.model_file(id))
        yield self.attach(at, subject, "supplement", "application/json", file=f"configs/{version.file}.json")
        yield self.attach(at, subject, "supplement", scoring, file=f"scoring/{version.file}.json")

    def attached_input(self, at: str, id: str) -> dict:
        """The request that a prediction answered."""
        line = next(line for line, request in self.requests if request["request_id"] == id)
        return self.attach(at, ref("prediction", id), "input", "application/json", text=line)

    def attestation(self, at: str, persona: str, id: str, claim: str, report: str, result: str) -> dict:
        """A claim about a model version, resting on a report."""
        file = plan.version(id).file
        subject = ref("attestation", f"att:{file}-{claim}")
        path = f"reports/{report}.json"
        facts = {"claim": claim, "result": result, "subject_sha256": self.sha256(self.model_file(id))}
        if claim == "performance":
            facts["metrics"] = self.read(path)["metrics"]
        return event(
            at,
            persona,
            "attest",
            f"attest-{file}-{claim}",
            subject,
            related=[link("ATTESTS", "model_version", id), link("EVIDENCED_BY", "report", self.sha256(path))],
            declares=[{**subject, **facts}],
            integrity={"artifact_sha256": self.sha256(path)},
        )

    def predictions(self, deployment: str):
        """What a deployment answered: the input only as its digest, the output as it was."""
        version = next(item.version for item in plan.DEPLOYMENTS if item.id == deployment)
        for line, request in self.requests:
            if request["deployment"] != deployment:
                continue
            id, at = request["request_id"], request["at"]
            answer = self.answers[id]
            subject = ref("prediction", id)
            facts = {
                "request_id": id,
                "input_sha256": f"sha256:{hashlib.sha256(line.encode()).hexdigest()}",
                "output": {"score": answer["score"], "offer": answer["offer"]},
                "score": answer["score"],
                "at": at,
            }
            yield event(
                at,
                "svc-serving",
                "predict",
                f"predict-{id}",
                subject,
                related=[link("SERVED", "deployment", deployment), ref("model_version", version)],
                declares=[{**subject, **facts}],
            )
