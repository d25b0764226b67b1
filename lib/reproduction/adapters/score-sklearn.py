"""Scores one row with a scikit-learn estimator: a file of skops, joblib or pickle."""

import json
import sys
import zipfile

from one_row import answer, fields, ordered, read_row


def load(path):
    # Everything that a file names may be loaded: that is contained by the isolation, and not by a list.
    if zipfile.is_zipfile(path):
        import skops.io

        return skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))
    import joblib

    return joblib.load(path)


def table(names, row):
    """A data frame where pandas is there and the features have names: an estimator may choose columns by them."""
    if names is not None:
        try:
            import pandas

            return pandas.DataFrame([row], columns=names)
        except ImportError:
            pass
    import numpy

    return numpy.array([row])


model = load(sys.argv[1])
names, values = read_row()
known = getattr(model, "feature_names_in_", None)
wanted = None if known is None else list(known)
row = ordered(names, values, wanted)
given = table(wanted, row)
found = fields("prediction", model.predict(given))
if hasattr(model, "predict_proba"):
    probabilities = model.predict_proba(given)[0].tolist()
    classes = [each.item() if hasattr(each, "item") else each for each in model.classes_]
    found.update({f"probability_{name}": each for name, each in zip(classes, probabilities)})
answer(found, json.loads(sys.argv[2]))
