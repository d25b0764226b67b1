"""Builds everything of the sample anew, in order, and compares it with the committed manifest.

    python build.py            builds beside, changes nothing, fails when a digest differs
    python build.py --write    builds and replaces what is committed, manifest and story included

Each step runs from the files of its commit, in a process of its own, with one thread. What is saved is rounded, and
the training ends at the optimum, so that the digits do not depend on the processor.
"""

import argparse
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import commits
import generate
import plan

HERE = Path(__file__).parent
MADE = ["data", "models", "configs", "scoring", "reports", "serving", "story"]
SOURCES = ["requirements.in", "requirements.txt", "*.py", "revisions/*/*.py", "policies/*.json"]
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def refuse_other_environment() -> None:
    """Stops when this interpreter does not have exactly the locked packages."""
    if sys.version_info[:2] != (3, 11):
        sys.exit(f"needs Python 3.11, this is {sys.version.split()[0]}")
    for name, locked in re.findall(r"^([\w-]+)==([\w.]+)", (HERE / "requirements.txt").read_text(), re.MULTILINE):
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "not installed"
        if found != locked:
            sys.exit(
                f"{name}: locked {locked}, found {found}; run: pip install --require-hashes -r samples/churn/requirements.txt"
            )


def run(script: Path, *args: str, stdin: str | None = None, cwd: Path) -> str:
    """Runs one step and returns what it printed."""
    command = [sys.executable, str(script), *args]
    done = subprocess.run(command, input=stdin, cwd=cwd, env=ENVIRONMENT, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{script.name} {' '.join(args)} failed:\n{done.stderr}")
    return done.stdout


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="ascii")


def build_version(version: plan.Version, code: Path, out: Path) -> None:
    """Trains one version from its commit, then measures and tests it."""
    data = f"data/{plan.snapshot(version.snapshot).file}.csv"
    model, config = f"models/{version.file}.json", f"configs/{version.file}.json"
    params = json.dumps(version.params)
    run(code / f"{version.trainer}.py", "--data", data, "--params", params, "--out", model, cwd=out)
    digest = hashlib.sha256((out / model).read_bytes()).hexdigest()
    write_json(out / config, {"model_sha256": digest, "target": "production", "threshold": version.threshold})
    common = ["--model", model, "--config", config, "--data", data, "--target", version.target]
    evaluation, bias = (f"reports/{version.file}-{kind}.json" for kind in ("evaluation", "bias"))
    run(code / "evaluate.py", *common, "--evaluation", evaluation, "--bias", bias, cwd=out)
    tests = f"reports/{version.file}-tests.json"
    run(code / "checks.py", *common, "--evaluation", evaluation, "--out", tests, cwd=out)


def scoring_contract(version: plan.Version) -> dict:
    """How a prediction of the version is scored again, and the version trained again, as `pedigree reproduce` reads it."""
    params = json.dumps(version.params)
    return {
        "kind": "pedigree.scoring",
        "v": 1,
        "command": ["python", "{code}/score.py", "--model", "{model}", "--config", "{config}"],
        "input": {"via": "stdin", "media_type": "application/json"},
        "output": {"from": "stdout", "fields": {"score": {"type": "number"}, "offer": {"type": "boolean"}}},
        "threads": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        "training": {
            "command": ["python", "{code}/train.py", "--data", "{dataset}", "--params", params, "--out", "{scratch}/model.json"],
            "model": "model.json",
        },
    }


def score_lines(version: plan.Version, code: Path, lines: str, out: Path) -> str:
    model, config = f"models/{version.file}.json", f"configs/{version.file}.json"
    return run(code / "score.py", "--model", model, "--config", config, "--lines", stdin=lines, cwd=out)


def requests(deployment: plan.Deployment) -> list[dict]:
    """The requests kept of one deployment."""
    start = datetime.fromisoformat(deployment.asked_at)
    rows = generate.traffic(21 * deployment.first, deployment.count, 900_000 + deployment.first)
    return [
        {
            "request_id": f"P{deployment.first + index}",
            "deployment": deployment.id,
            "at": f"{start + timedelta(minutes=index * deployment.step_minutes):%Y-%m-%dT%H:%M:%SZ}",
            "customer": row,
        }
        for index, row in enumerate(rows)
    ]


def build_serving(code: dict[str, Path], out: Path) -> None:
    """Asks every deployment its requests, and replays the morning of example 2 with both versions."""
    asked, answered = "", ""
    for deployment in plan.DEPLOYMENTS:
        version = plan.version(deployment.version)
        lines = "".join(json.dumps(request, sort_keys=True) + "\n" for request in requests(deployment))
        asked += lines
        answered += score_lines(version, code[version.commit], lines, out)
    (out / "serving").mkdir()
    (out / "serving/requests.ndjson").write_text(asked, encoding="ascii")
    (out / "serving/predictions.ndjson").write_text(answered, encoding="ascii")

    morning = run(HERE / "live.py", "ask", cwd=out)
    for when, id in (("before", "churn:v2"), ("after", "churn:v3")):
        version = plan.version(id)
        (out / f"{when}.tmp").write_text(score_lines(version, code[version.commit], morning, out), encoding="ascii")
    live = ["--before", "before.tmp", "--after", "after.tmp", "--out", "reports/live-2024-06-04.json"]
    run(HERE / "live.py", "watch", *live, cwd=out)


def build(out: Path, scratch: Path) -> None:
    """Everything, in the order in which it depends on each other."""
    for name in MADE[:5]:
        (out / name).mkdir()
    run(HERE / "generate.py", "--out", "data", cwd=out)
    shutil.copyfile(HERE / "data/README.md", out / "data/README.md")
    history = commits.commits()
    write_json(out / "commits.json", history)
    code = {commit["id"]: commits.check_out(commit["id"], scratch / commit["id"]) for commit in history}
    for snapshot in plan.SNAPSHOTS:
        if snapshot.reference:
            data, reference = f"data/{snapshot.file}.csv", f"data/{snapshot.reference}.csv"
            reports = [f"reports/{snapshot.file}-{kind}.json" for kind in ("validation", "drift")]
            args = ["--data", data, "--reference", reference, "--validation", reports[0], "--drift", reports[1]]
            run(code["C1a2b"] / "drift.py", *args, cwd=out)
    for version in plan.VERSIONS:
        build_version(version, code[version.commit], out)
    reproducible = plan.version(plan.REPRODUCIBLE)
    write_json(out / f"scoring/{reproducible.file}.json", scoring_contract(reproducible))
    build_serving(code, out)
    for left in out.glob("*.tmp"):
        left.unlink()
    write_json(out / "manifest.json", manifest(out))
    run(HERE / "story.py", "--from", ".", "--out", "story", cwd=out)


def described(path: Path) -> dict:
    """What the manifest says of one file."""
    content = path.read_bytes()
    entry = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    if path.suffix == ".csv":
        entry["rows"] = content.count(b"\n") - 1
    if path.suffix == ".ndjson":
        entry["rows"] = content.count(b"\n")
    return entry


def manifest(out: Path) -> dict:
    """Digest and size of each source here and of each file made."""
    sources = {str(path.relative_to(HERE)): described(path) for pattern in SOURCES for path in HERE.glob(pattern)}
    made = {str(path.relative_to(out)): described(path) for path in out.rglob("*") if path.is_file()}
    return {"synthetic": True, "files": {**sources, **made}}


def differences(out: Path) -> list[str]:
    """The files that are not byte for byte what is committed."""
    names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    committed = {str(path.relative_to(HERE)) for name in MADE for path in (HERE / name).rglob("*") if path.is_file()}
    return sorted(
        name
        for name in names | committed
        if not (HERE / name).is_file()
        or not (out / name).is_file()
        or (HERE / name).read_bytes() != (out / name).read_bytes()
    )


def replace(out: Path) -> None:
    """Puts the new files in the place of the committed ones."""
    for name in MADE:
        shutil.rmtree(HERE / name, ignore_errors=True)
    shutil.copytree(out, HERE, dirs_exist_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    refuse_other_environment()
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        out.mkdir()
        build(out, Path(scratch) / "code")
        changed = differences(out)
        if args.write:
            replace(out)
        for name in changed:
            print(f"{'replaced' if args.write else 'differs'}: {name}")
        if changed and not args.write:
            sys.exit(1)
        print(f"{len(json.loads((out / 'manifest.json').read_text())['files'])} files, {len(changed)} changed")


if __name__ == "__main__":
    main()
