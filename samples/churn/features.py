"""The feature pipeline: one customer in, one vector out. Standard library only.

The age band is never a feature; it is kept for the fairness report alone.
"""

NAMES = [
    "tenure_months",
    "contract_monthly",
    "contract_two_year",
    "monthly_charge",
    "support_calls_30d",
    "sessions_30d",
    "late_payments_12m",
    "autopay",
]


def vector(row: dict) -> list[float]:
    """The features of one customer, in the order of NAMES."""
    return [
        float(row["tenure_months"]),
        float(row["contract"] == "monthly"),
        float(row["contract"] == "two_year"),
        float(row["monthly_charge"]),
        float(row["support_calls_30d"]),
        float(row["sessions_30d"]),
        float(row["late_payments_12m"]),
        float(row["autopay"]),
    ]
