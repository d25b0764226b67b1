"""Trains model M: for whom does a retention offer change the outcome? Two arms on the randomised trial.

    python uplift.py --data data/ds-offers-2024-06-15.csv --params '{"C": 0.5}' --out models/M-5.json
"""

import argparse
import json
from pathlib import Path

import dataset
from train import fit, write_model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--params", type=json.loads, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    training, _ = dataset.split(dataset.read_rows(args.data))
    arms = [fit([row for row in training if row["offered"] == arm], "retained", args.params) for arm in ("1", "0")]
    write_model(args.out, arms)


if __name__ == "__main__":
    main()
