"""Simulates the morning of example 2: customers asked about, offers shown, clicks expected.

    python live.py ask > requests.ndjson
    python live.py watch --before v2.ndjson --after v3.ndjson --out reports/live-2024-06-04.json

Clicks are the expected value over the simulated customers (the generator knows each one's risk), not a draw: the
series then shows what the model does and no noise. Standard library only.
"""

import argparse
import json
import sys
from pathlib import Path

import generate

DAY = "2024-06-04"
BUCKET_MINUTES = 10
BUCKETS = [f"{DAY}T{8 + at // 60:02d}:{at % 60:02d}:00Z" for at in range(0, 180, BUCKET_MINUTES)]
CUSTOMERS_PER_BUCKET = 2000
SWITCHED, ALERTED, ROLLED_BACK = f"{DAY}T09:05:00Z", f"{DAY}T09:50:00Z", f"{DAY}T10:10:00Z"
ALERT_DROP_PERCENT = 5


def customers() -> list[dict]:
    """All customers of the morning, a tenth of whom came with the campaign; bucket by bucket."""
    campaign = CUSTOMERS_PER_BUCKET // 10
    rows = []
    for index in range(len(BUCKETS)):
        first = 10_001 + index * CUSTOMERS_PER_BUCKET
        rows += generate.traffic(60_400 + index, CUSTOMERS_PER_BUCKET - campaign, first)
        first += CUSTOMERS_PER_BUCKET - campaign
        rows += generate.traffic(60_500 + index, campaign, first, generate.SPRING_CAMPAIGN)
    return rows


def click_chance(row: dict, offered: bool) -> float:
    """Somebody about to leave reads an offer more often; who gets none sees the usual banner in the same place."""
    return 0.06 + 0.16 * generate.churn_risk(row) if offered else 0.0755


def bucket_report(at: str, rows: list[dict], answers: list[dict], model: str) -> dict:
    """What monitoring sees of one bucket."""
    clicks = [click_chance(row, answer["offer"]) for row, answer in zip(rows, answers, strict=True)]
    return {
        "at": at,
        "model": model,
        "requests": len(rows),
        "offers": sum(answer["offer"] for answer in answers),
        "ctr": mean(clicks),
        "mean_score": mean([answer["score"] for answer in answers]),
    }


def mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 6)


def watch(before: list[dict], after: list[dict]) -> dict:
    """The series of the morning, and what the alert said: the mean since the switch against the mean before it."""
    rows, series = customers(), []
    for index, at in enumerate(BUCKETS):
        part = slice(index * CUSTOMERS_PER_BUCKET, (index + 1) * CUSTOMERS_PER_BUCKET)
        model, answers = ("churn:v3", after) if SWITCHED <= at < ROLLED_BACK else ("churn:v2", before)
        series.append(bucket_report(at, rows[part], answers[part], model))
    return {
        "series": series,
        "summary": {metric: summary(series, metric) for metric in ("ctr", "mean_score")},
        "alert_at": ALERTED,
        "alert_drop_percent": ALERT_DROP_PERCENT,
    }


def summary(series: list[dict], metric: str) -> dict:
    """One metric before the switch, from the switch to the alert, and after the rollback."""

    def between(start: str, end: str) -> float:
        return mean([point[metric] for point in series if start <= point["at"] < end])

    baseline, value = between(BUCKETS[0], SWITCHED), between(SWITCHED, ALERTED)
    return {
        "baseline": baseline,
        "value": value,
        "change_percent": round((value / baseline - 1) * 100, 1),
        "recovered": between(ROLLED_BACK, f"{DAY}T24"),
    }


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=["ask", "watch"])
    for name in ("before", "after", "out"):
        parser.add_argument(f"--{name}", type=Path)
    args = parser.parse_args()
    if args.act == "ask":
        for row in customers():
            sys.stdout.write(json.dumps({"request_id": row["customer_id"], "customer": row}) + "\n")
        return
    report = {"report": "monitoring", "synthetic": True, **watch(read_lines(args.before), read_lines(args.after))}
    args.out.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
