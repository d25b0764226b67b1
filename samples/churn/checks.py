"""The tests a model must pass before anybody may promote it. Writes which ones it passed.

    python checks.py --model models/churn-v2.json --config serving/D45.json --data data/ds-2024-05-15.csv \
        --target churned --evaluation reports/churn-v2-evaluation.json --out reports/churn-v2-tests.json
"""

import argparse
import json
from pathlib import Path

import dataset
import score
from evaluate import scored, write_report

LEAST_AUC = 0.75
LEAST_GAIN = 0.02


def promises_of_churn(model: dict, rows: list[dict], metrics: dict) -> dict[str, bool]:
    """More complaints and more late payments never lower the risk; the AUC is high enough."""

    def rises(column: str) -> bool:
        return all(
            score.score(model, {**row, column: int(row[column]) + 1}) >= score.score(model, row) for row in rows[:200]
        )

    return {
        "auc_at_least_0.75": metrics["auc"] >= LEAST_AUC,
        "risk_rises_with_support_calls": rises("support_calls_30d"),
        "risk_rises_with_late_payments": rises("late_payments_12m"),
        "scores_are_probabilities": all(0 <= row["score"] <= 1 for row in rows),
    }


def promises_of_uplift(metrics: dict) -> dict[str, bool]:
    """An offer to the chosen customers brings more than an offer to anybody."""
    return {
        "chosen_gain_at_least_0.02": metrics["gain_top_30_percent"] >= LEAST_GAIN,
        "chosen_gain_beats_the_rest": metrics["gain_top_30_percent"] > metrics["gain_rest"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("model", "config", "data", "evaluation", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--target", choices=["churned", "retained"], required=True)
    args = parser.parse_args()
    model = score.load_model(args.model)
    config = json.loads(args.config.read_text(encoding="ascii"))
    metrics = json.loads(args.evaluation.read_text(encoding="ascii"))["metrics"]
    _, test = dataset.split(dataset.read_rows(args.data))
    rows = scored(model, config, test)
    tests = {
        "same_request_same_answer": scored(model, config, test) == rows,
        "offers_between_5_and_60_percent": 0.05 <= sum(row["offer"] for row in rows) / len(rows) <= 0.6,
        **(promises_of_churn(model, rows, metrics) if args.target == "churned" else promises_of_uplift(metrics)),
    }
    write_report(
        args.out,
        {
            "report": "tests",
            "synthetic": True,
            "model_sha256": dataset.digest(args.model),
            "tests": tests,
            "passed": all(tests.values()),
        },
    )


if __name__ == "__main__":
    main()
