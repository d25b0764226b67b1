"""Scores one row with an MLflow model: a folder with a file MLmodel, through its flavour python_function."""

import json
import sys

import mlflow.pyfunc
import pandas
from one_row import answer, fields, ordered, read_row

model = mlflow.pyfunc.load_model(sys.argv[1])
schema = model.metadata.get_input_schema()
wanted = schema.input_names() if schema is not None and schema.has_input_names() else None
names, values = read_row()
row = ordered(names, values, wanted)
given = pandas.DataFrame([row], columns=wanted or names)
predicted = model.predict(given)
if isinstance(predicted, pandas.DataFrame):
    found = {}
    for name in predicted.columns:
        found.update(fields(str(name), predicted[name]))
else:
    found = fields("prediction", predicted)
answer(found, json.loads(sys.argv[2]))
