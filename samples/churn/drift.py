"""Compares a snapshot with the one before: a validation report (is it well-formed?) and a drift report (has it moved?).

    python drift.py --data data/ds-2024-06-01.csv --reference data/ds-2024-05-15.csv \
        --validation reports/ds-2024-06-01-validation.json --drift reports/ds-2024-06-01-drift.json

Standard library only: PSI over ten bins of equal share in the reference, KS as the greatest distance of two distributions.
"""

import argparse
import bisect
import json
import math
from pathlib import Path

import dataset

NUMBERS = {
    "tenure_months": (0, 120),
    "monthly_charge": (0, 500),
    "support_calls_30d": (0, 100),
    "sessions_30d": (0, 1000),
    "late_payments_12m": (0, 12),
    "days_since_last_login": (0, 366),
}
CATEGORIES = {
    "age_band": {"18-34", "35-54", "55+"},
    "contract": {"monthly", "yearly", "two_year"},
    "autopay": {"0", "1"},
    "churned": {"0", "1"},
}
PSI_WARNING = 0.2
BINS = 10
LEAST_SHARE = 0.0001


def shares(counts: list[int]) -> list[float]:
    """Shares of a whole, kept off zero so that their logarithm exists."""
    total = sum(counts)
    return [max(count / total, LEAST_SHARE) for count in counts]


def psi(reference: list[int], candidate: list[int]) -> float:
    """The population stability index of two histograms over the same bins."""
    pairs = zip(shares(reference), shares(candidate), strict=True)
    return round(math.fsum((new - old) * math.log(new / old) for old, new in pairs), 6)


def histogram(values: list[float], edges: list[float]) -> list[int]:
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect.bisect_right(edges, value)] += 1
    return counts


def ks(reference: list[float], candidate: list[float]) -> float:
    """The Kolmogorov-Smirnov distance of two samples."""
    old, new = sorted(reference), sorted(candidate)
    return round(
        max(
            abs(bisect.bisect_right(old, at) / len(old) - bisect.bisect_right(new, at) / len(new))
            for at in sorted({*old, *new})
        ),
        6,
    )


def number_drift(reference: list[float], candidate: list[float]) -> dict:
    ranked = sorted(reference)
    edges = sorted({ranked[len(ranked) * step // BINS] for step in range(1, BINS)})
    return {"psi": psi(histogram(reference, edges), histogram(candidate, edges)), "ks": ks(reference, candidate)}


def category_drift(reference: list[str], candidate: list[str], values: set[str]) -> dict:
    ordered = sorted(values)
    return {"psi": psi([reference.count(v) for v in ordered], [candidate.count(v) for v in ordered])}


def drift(reference: list[dict], candidate: list[dict]) -> dict:
    """The drift of every column, and which ones moved too far."""
    columns = {}
    for name in NUMBERS:
        columns[name] = number_drift([float(r[name]) for r in reference], [float(r[name]) for r in candidate])
    for name, values in CATEGORIES.items():
        columns[name] = category_drift([r[name] for r in reference], [r[name] for r in candidate], values)
    flagged = sorted(name for name, column in columns.items() if column["psi"] > PSI_WARNING)
    return {"columns": columns, "psi_warning": PSI_WARNING, "flagged": flagged, "shift": bool(flagged)}


def validation(rows: list[dict]) -> dict:
    """Whether the snapshot has the form it should have: columns, ranges, categories, unique customers, marked synthetic."""
    outside = {
        name: sum(not low <= float(row[name]) <= high for row in rows) for name, (low, high) in NUMBERS.items()
    }
    unknown = {name: sum(row[name] not in values for row in rows) for name, values in CATEGORIES.items()}
    checks = {
        "no_empty_cell": all(value != "" for row in rows for value in row.values()),
        "numbers_in_range": not any(outside.values()),
        "categories_known": not any(unknown.values()),
        "customers_unique": len({row["customer_id"] for row in rows}) == len(rows),
        "marked_synthetic": all(row["synthetic"] == "1" for row in rows),
    }
    return {"rows": len(rows), "columns": list(rows[0]), "checks": checks, "passed": all(checks.values())}


def write_report(path: Path, report: dict) -> None:
    path.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="ascii")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "reference", "validation", "drift"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    rows, before = dataset.read_rows(args.data), dataset.read_rows(args.reference)
    about = {"synthetic": True, "data_sha256": dataset.digest(args.data)}
    moved = drift(before, rows)
    validated = {**validation(rows), "shift": moved["shift"], "flagged": moved["flagged"]}
    write_report(args.validation, {"report": "validation", **about, **validated})
    write_report(
        args.drift, {"report": "drift", **about, "reference_sha256": dataset.digest(args.reference), **moved}
    )


if __name__ == "__main__":
    main()
