"""Makes the synthetic churn data. No row describes a real person: every value comes from a seeded random generator.

    python generate.py --out data
"""

import argparse
import csv
import math
import random
from dataclasses import dataclass
from pathlib import Path

WINDOW = 2400

COLUMNS = [
    "customer_id",
    "synthetic",
    "age_band",
    "tenure_months",
    "contract",
    "monthly_charge",
    "support_calls_30d",
    "sessions_30d",
    "late_payments_12m",
    "autopay",
    "days_since_last_login",
]


@dataclass(frozen=True)
class Market:
    """How customers who arrive in one period are distributed."""

    newcomers: float
    monthly: float
    charge: float


USUAL = Market(newcomers=0.15, monthly=0.50, charge=62.0)
SPRING_CAMPAIGN = Market(newcomers=0.7, monthly=0.85, charge=51.0)


def customer(rng: random.Random, number: int, market: Market) -> dict:
    """One invented customer, without the outcome."""
    is_new = rng.random() < market.newcomers
    tenure = 1 + int(rng.random() * 6) if is_new else min(96, 4 + int(rng.expovariate(1 / 26)))
    monthly = rng.random() < market.monthly
    contract = "monthly" if monthly else rng.choice(["yearly", "yearly", "two_year"])
    sessions = max(0, round(rng.gauss(15, 6)))
    return {
        "customer_id": f"SYN-{number:06d}",
        "synthetic": 1,
        "age_band": rng.choice(["18-34", "35-54", "55+"]),
        "tenure_months": tenure,
        "contract": contract,
        "monthly_charge": f"{max(15.0, rng.gauss(market.charge, 16)):.2f}",
        "support_calls_30d": min(9, int(rng.expovariate(0.9))),
        "sessions_30d": sessions,
        "late_payments_12m": min(6, int(rng.expovariate(1.4))),
        "autopay": int(rng.random() < 0.58),
        "days_since_last_login": min(30, int(rng.expovariate((1 + sessions) / 60))),
    }


def churn_risk(row: dict) -> float:
    """The probability by which the generator decides whether this customer leaves."""
    z = (
        -2.35
        + {"monthly": 1.6, "yearly": 0.0, "two_year": -1.1}[row["contract"]]
        - 0.03 * int(row["tenure_months"])
        + 0.9 * int(row["support_calls_30d"])
        - 0.1 * (int(row["sessions_30d"]) - 15)
        + 0.75 * int(row["late_payments_12m"])
        - 0.75 * int(row["autopay"])
        + 0.02 * (float(row["monthly_charge"]) - 60)
    )
    return 1 / (1 + math.exp(-z))


def labelled(rng: random.Random, row: dict) -> dict:
    """The customer with the outcome that the dice gave."""
    return {**row, "churned": int(rng.random() < churn_risk(row))}


def measured_after_the_outcome(rng: random.Random, row: dict) -> dict:
    """The fault behind example 2: the extract of 1 June read the last login when churned customers were already gone."""
    gone = row["churned"] and rng.random() < 0.7
    days = row["days_since_last_login"] + (9 + int(rng.random() * 26) if gone else 0)
    return {**row, "days_since_last_login": days}


def snapshots() -> dict[str, list[dict]]:
    """Three rolling windows of labelled customers; the last one has the campaign's customers and the late login date."""
    rng = random.Random(20240501)
    first = [labelled(rng, customer(rng, 1 + i, USUAL)) for i in range(WINDOW)]
    rng = random.Random(20240515)
    second = first[800:] + [labelled(rng, customer(rng, 1 + WINDOW + i, USUAL)) for i in range(800)]
    rng = random.Random(20240601)
    arrived = [labelled(rng, customer(rng, 3201 + i, SPRING_CAMPAIGN)) for i in range(1400)]
    third = [measured_after_the_outcome(rng, row) for row in second[1400:] + arrived]
    return {"ds-2024-05-01": first, "ds-2024-05-15": second, "ds-2024-06-01": third}


def offer_trial() -> list[dict]:
    """A randomised trial: half of the customers were offered a discount, `retained` says who stayed."""
    rng = random.Random(20240615)
    rows = []
    for i in range(WINDOW):
        row = customer(rng, 5001 + i, USUAL)
        offered = int(rng.random() < 0.5)
        # A discount helps those who find the price high and hardly anybody else.
        relief = (1.5 if float(row["monthly_charge"]) > 66 else 0.1) * offered
        risk = churn_risk(row)
        z = math.log(risk / (1 - risk)) - relief
        rows.append({**row, "offered": offered, "retained": int(rng.random() >= 1 / (1 + math.exp(-z)))})
    return rows


def traffic(seed: int, count: int, first_number: int, market: Market = USUAL) -> list[dict]:
    """Customers as they are asked about in production: the login is measured at that moment, the outcome unknown."""
    rng = random.Random(seed)
    return [customer(rng, first_number + i, market) for i in range(count)]


def write_csv(path: Path, rows: list[dict]) -> None:
    with path.open("w", newline="", encoding="ascii") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in snapshots().items():
        write_csv(out / f"{name}.csv", rows)
    write_csv(out / "ds-offers-2024-06-15.csv", offer_trial())


if __name__ == "__main__":
    main()
