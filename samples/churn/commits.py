"""The pipeline's three commits as real git objects, and the way back from a commit to its files.

Git names a commit by the SHA-1 of its text, so the ids below can be checked with `git hash-object`. The last line of
each message holds a number, chosen so that the id begins with the digits by which the story knows the commit.
"""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent
AUTHOR = "Churn sample <churn@sample.invalid>"
SHARED = ["checks.py", "dataset.py", "drift.py", "evaluate.py", "requirements.txt", "score.py", "train.py"]


@dataclass(frozen=True)
class Plan:
    """A commit as it is planned: the digits its id begins with, and its files: name in the tree → file here."""

    prefix: str
    at: str
    message: str
    files: dict[str, str]


PLANS = [
    Plan(
        "1a2b",
        "2024-04-29T14:20:00Z",
        "feat: churn features and training",
        {**{name: name for name in SHARED}, "features.py": "features.py"},
    ),
    Plan(
        "9c4d",
        "2024-06-02T16:45:00Z",
        "feat(features): days since the last login",
        {**{name: name for name in SHARED}, "features.py": "revisions/9c4d/features.py"},
    ),
    Plan(
        "3e7a",
        "2024-06-13T09:10:00Z",
        "revert(features): the last login is measured too late; feat: offer uplift",
        {**{name: name for name in [*SHARED, "uplift.py"]}, "features.py": "features.py"},
    ),
]


def object_id(kind: str, content: bytes) -> str:
    """The name git gives to an object."""
    return hashlib.sha1(f"{kind} {len(content)}\0".encode() + content).hexdigest()


def tree_id(files: dict[str, str]) -> str:
    entries = b""
    for name in sorted(files):
        blob = object_id("blob", (HERE / files[name]).read_bytes())
        entries += f"100644 {name}\0".encode() + bytes.fromhex(blob)
    return object_id("tree", entries)


def commit_text(plan: Plan, tree: str, parent: str | None) -> str:
    """The text of the commit whose id begins with the planned digits; the first number that does it."""
    seconds = int(datetime.fromisoformat(plan.at).timestamp())
    head = f"tree {tree}\n" + (f"parent {parent}\n" if parent else "")
    head += f"author {AUTHOR} {seconds} +0000\ncommitter {AUTHOR} {seconds} +0000\n\n{plan.message}\n\n"
    number = 0
    while not object_id("commit", f"{head}Number: {number}\n".encode()).startswith(plan.prefix):
        number += 1
    return f"{head}Number: {number}\n"


def commits() -> list[dict]:
    """The three commits in order, each with its text, id and files."""
    made, parent = [], None
    for plan in PLANS:
        tree = tree_id(plan.files)
        text = commit_text(plan, tree, parent)
        parent = object_id("commit", text.encode())
        made.append(
            {
                "id": f"C{plan.prefix}",
                "sha": parent,
                "tree": tree,
                "at": plan.at,
                "message": plan.message,
                "files": dict(sorted(plan.files.items())),
                "text": text,
            }
        )
    return made


def check_out(id: str, target: Path) -> Path:
    """Puts the files of a commit into a directory."""
    plan = next(plan for plan in PLANS if f"C{plan.prefix}" == id)
    target.mkdir(parents=True)
    for name, source in plan.files.items():
        shutil.copyfile(HERE / source, target / name)
    return target
