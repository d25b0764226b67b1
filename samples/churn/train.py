"""Trains the churn model: a logistic regression on standardised features.

    python train.py --data data/ds-2024-05-15.csv --params '{"C": 1.0}' --out models/churn-v2.json
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

import dataset
import features

# Newton steps end within rounding of the one optimum, so the saved digits do not depend on the processor.
FIXED = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 100, "random_state": 0}
DECIMALS = 8


def fit(rows: list[dict], target: str, params: dict) -> dict:
    """One arm of a model file: weights for raw features, the scaling folded in."""
    x = np.array([features.vector(row) for row in rows])
    y = np.array([int(row[target]) for row in rows])
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(**FIXED, **params).fit(scaler.transform(x), y)
    weights = model.coef_[0] / scaler.scale_
    bias = model.intercept_[0] - float(np.dot(weights, scaler.mean_))
    return {"weights": [round(float(w), DECIMALS) for w in weights], "bias": round(float(bias), DECIMALS)}


def write_model(path: Path, arms: list[dict]) -> None:
    """The model file: sorted keys, fixed digits, so equal training gives equal bytes."""
    model = {"format": "linear-score/1", "features": features.NAMES, "arms": arms}
    path.write_text(json.dumps(model, indent=1, sort_keys=True) + "\n", encoding="ascii")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--params", type=json.loads, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    training, _ = dataset.split(dataset.read_rows(args.data))
    write_model(args.out, [fit(training, "churned", args.params)])


if __name__ == "__main__":
    main()
