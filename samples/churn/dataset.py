"""Reads a snapshot and splits it. Standard library only."""

import csv
import hashlib
from pathlib import Path

TEST_PERCENT = 30


def read_rows(path: Path) -> list[dict]:
    """The rows of a frozen snapshot, values as text."""
    with path.open(newline="", encoding="ascii") as file:
        return list(csv.DictReader(file))


def is_test(row: dict) -> bool:
    """Whether a customer belongs to the test part: decided by its id, so it stays there in every snapshot."""
    return int(hashlib.sha256(row["customer_id"].encode()).hexdigest(), 16) % 100 < TEST_PERCENT


def split(rows: list[dict]) -> tuple[list[dict], list[dict]]:
    """Training rows and test rows."""
    return [row for row in rows if not is_test(row)], [row for row in rows if is_test(row)]


def digest(path: Path) -> str:
    """The SHA-256 of a file, lower-case hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
