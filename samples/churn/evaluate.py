"""Measures a model: an evaluation report on the test part of a snapshot, a bias report per age band on all of it.

    python evaluate.py --model models/churn-v2.json --config serving/D45.json --data data/ds-2024-05-15.csv \
        --target churned --evaluation reports/churn-v2-evaluation.json --bias reports/churn-v2-bias.json
"""

import argparse
import json
from pathlib import Path

from sklearn.metrics import brier_score_loss, log_loss, precision_score, recall_score, roc_auc_score

import dataset
import score

FOUR_FIFTHS = 0.8
TOP_SHARE = 0.3


def rounded(value: float) -> float:
    return round(float(value), 6)


def rate(rows: list[dict], key: str) -> float:
    """The share of rows whose `key` is 1 or true."""
    return rounded(sum(int(row[key]) for row in rows) / len(rows)) if rows else 0.0


def scored(model: dict, config: dict, rows: list[dict]) -> list[dict]:
    """The rows with the model's answer."""
    answers = [score.respond(model, config, {"request_id": row["customer_id"], "customer": row}) for row in rows]
    return [{**row, "score": answer["score"], "offer": int(answer["offer"])} for row, answer in zip(rows, answers)]


def churn_metrics(rows: list[dict]) -> dict:
    """How well the scores tell who leaves."""
    truth = [int(row["churned"]) for row in rows]
    scores = [row["score"] for row in rows]
    offers = [row["offer"] for row in rows]
    return {
        "auc": rounded(roc_auc_score(truth, scores)),
        "brier": rounded(brier_score_loss(truth, scores)),
        "log_loss": rounded(log_loss(truth, scores)),
        "precision": rounded(precision_score(truth, offers)),
        "recall": rounded(recall_score(truth, offers)),
    }


def gain(rows: list[dict]) -> float:
    """How much more often those with an offer stayed than those without."""
    return rate([r for r in rows if r["offered"] == "1"], "retained") - rate(
        [r for r in rows if r["offered"] == "0"], "retained"
    )


def uplift_metrics(rows: list[dict]) -> dict:
    """What the offer brings to everybody, and to the share of customers whom the model would choose."""
    ranked = sorted(rows, key=lambda row: (-row["score"], row["customer_id"]))
    top = ranked[: round(len(ranked) * TOP_SHARE)]
    rest = ranked[len(top) :]
    return {
        "gain_all": rounded(gain(rows)),
        "gain_top_30_percent": rounded(gain(top)),
        "gain_rest": rounded(gain(rest)),
    }


def bias(rows: list[dict], target: str) -> dict:
    """Who is chosen for an offer, by age band; four fifths of the highest rate is the least that passes."""
    groups = {}
    for band in sorted({row["age_band"] for row in rows}):
        members = [row for row in rows if row["age_band"] == band]
        groups[band] = {
            "rows": len(members),
            "outcome_rate": rate(members, target),
            "offer_rate": rate(members, "offer"),
            "offer_rate_where_outcome": rate([r for r in members if r[target] == "1"], "offer"),
            "offer_rate_elsewhere": rate([r for r in members if r[target] == "0"], "offer"),
        }
    rates = [group["offer_rate"] for group in groups.values()]
    ratio = rounded(min(rates) / max(rates))
    return {
        "attribute": "age_band",
        "groups": groups,
        "offer_rate_ratio": ratio,
        "least_ratio": FOUR_FIFTHS,
        "passed": ratio >= FOUR_FIFTHS,
    }


def write_report(path: Path, report: dict) -> None:
    path.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="ascii")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("model", "config", "data", "evaluation", "bias"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--target", choices=["churned", "retained"], required=True)
    args = parser.parse_args()
    config = json.loads(args.config.read_text(encoding="ascii"))
    rows = scored(score.load_model(args.model), config, dataset.read_rows(args.data))
    _, test = dataset.split(rows)
    about = {
        "synthetic": True,
        "model_sha256": dataset.digest(args.model),
        "config_sha256": dataset.digest(args.config),
        "data_sha256": dataset.digest(args.data),
    }
    metrics = churn_metrics(test) if args.target == "churned" else uplift_metrics(test)
    write_report(args.evaluation, {"report": "evaluation", **about, "rows": len(test), "metrics": metrics})
    write_report(args.bias, {"report": "bias", **about, "rows": len(rows), **bias(rows, args.target)})


if __name__ == "__main__":
    main()
