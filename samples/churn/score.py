"""Scores one request against a model file. Standard library only; loading a model runs no code from it.

    python score.py --model models/churn-v2.json --config serving/D45.json < request.json > response.json

With --lines the input is NDJSON and so is the output, one response per request.
"""

import argparse
import json
import math
import sys
from pathlib import Path

import features


def load_model(path: Path) -> dict:
    """A model file, refused if it was trained with another feature pipeline than the one beside this script."""
    model = json.loads(path.read_text(encoding="ascii"))
    if model["format"] != "linear-score/1":
        sys.exit(f"{path}: unknown format {model['format']}")
    if model["features"] != features.NAMES:
        sys.exit(f"{path}: was trained with other features: {', '.join(model['features'])}")
    return model


def probability(arm: dict, vector: list[float]) -> float:
    """The logistic function of the weighted sum; `fsum` makes the sum independent of the order of rounding."""
    z = arm["bias"] + math.fsum(weight * value for weight, value in zip(arm["weights"], vector, strict=True))
    return 1 / (1 + math.exp(-z))


def score(model: dict, customer: dict) -> float:
    """One probability, or for two arms (offered, not offered) the difference that the offer makes. Six decimals."""
    chances = [probability(arm, features.vector(customer)) for arm in model["arms"]]
    return round(chances[0] if len(chances) == 1 else chances[0] - chances[1], 6)


def respond(model: dict, config: dict, request: dict) -> dict:
    """The answer that the deployment gives to one request."""
    value = score(model, request["customer"])
    return {"request_id": request["request_id"], "score": value, "offer": value >= config["threshold"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--lines", action="store_true")
    args = parser.parse_args()
    model = load_model(args.model)
    config = json.loads(args.config.read_text(encoding="ascii"))
    for text in sys.stdin if args.lines else [sys.stdin.read()]:
        print(json.dumps(respond(model, config, json.loads(text)), sort_keys=True))


if __name__ == "__main__":
    main()
