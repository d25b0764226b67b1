"""What the adapters share: the request as one row of named or ordered features, and the answer as one flat JSON object."""

import json
import sys


def refuse(why):
    """Ends the command: what it says reaches the verdict."""
    sys.exit(why)


def one(rows):
    """The only row: a prediction that is on record is one answer."""
    if not isinstance(rows, list) or len(rows) != 1:
        refuse("the request must hold exactly one row")
    return rows[0]


def read_row():
    """The row of the request on standard input: names (or None) and values, in the request's order."""
    request = json.load(sys.stdin)
    if not isinstance(request, dict):
        refuse("the request is no JSON object")
    if "dataframe_split" in request:
        split = request["dataframe_split"]
        values = one(split.get("data"))
        names = split.get("columns")
    else:
        row = request
        for key in ("dataframe_records", "instances"):
            if key in request:
                row = one(request[key])
        names, values = (list(row), list(row.values())) if isinstance(row, dict) else (None, row)
    if not isinstance(values, list) or (names is not None and len(names) != len(values)):
        refuse("the request has no row of features")
    return names, values


def ordered(names, values, wanted):
    """The values in the order in which a model knows their names; as they came where it or the request knows none."""
    if wanted is None or names is None:
        return values
    by_name = dict(zip(names, values))
    lacking = [name for name in wanted if name not in by_name]
    if lacking:
        refuse("the request lacks the features " + ", ".join(map(str, lacking)))
    return [by_name[name] for name in wanted]


def plain(value):
    """A number, a text or a truth value of Python out of numpy's and the like."""
    return value.item() if hasattr(value, "item") else value


def fields(name, value):
    """What a model gave under a name, as flat fields: `name`, or `name_0`, `name_1`, ..., or `name_<class>`."""
    if hasattr(value, "tolist") and not isinstance(value, (str, bytes)):
        value = value.tolist()
    if isinstance(value, dict):
        return {each: found for key, part in value.items() for each, found in fields(f"{name}_{key}", part).items()}
    if isinstance(value, (list, tuple)):
        if len(value) == 1:
            return fields(name, value[0])
        return {each: found for at, part in enumerate(value) for each, found in fields(f"{name}_{at}", part).items()}
    return {name: plain(value)}


def answer(found, names):
    """Prints the answer; `names` says which of its fields are called otherwise in the record."""
    lacking = [given for given in names.values() if given not in found]
    if lacking:
        refuse(f"the model gave no {', '.join(lacking)}, but {', '.join(found)}")
    print(json.dumps({**found, **{name: found[given] for name, given in names.items()}}))
