"""Scores one row with an ONNX model on the CPU."""

import json
import sys

import numpy
import onnxruntime
from one_row import answer, fields, read_row, refuse

TYPES = {
    "tensor(float)": numpy.float32,
    "tensor(double)": numpy.float64,
    "tensor(float16)": numpy.float16,
    "tensor(int64)": numpy.int64,
    "tensor(int32)": numpy.int32,
    "tensor(bool)": numpy.bool_,
    "tensor(string)": numpy.str_,
}


def tensor(wanted, value):
    if wanted.type not in TYPES:
        refuse(f"the input {wanted.name} is {wanted.type}, which no request can hold")
    array = numpy.array(value, dtype=TYPES[wanted.type])
    return array.astype(object) if wanted.type == "tensor(string)" else array


options = onnxruntime.SessionOptions()
# More threads add numbers in another order, and so come to other last digits.
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
names, values = read_row()
inputs = session.get_inputs()
by_name = dict(zip(names or [], values))
if len(inputs) == 1 and inputs[0].name not in by_name:
    given = {inputs[0].name: tensor(inputs[0], [values])}
else:
    lacking = [each.name for each in inputs if each.name not in by_name]
    if lacking:
        refuse(f"the request lacks the inputs {', '.join(lacking)}")
    # A single value stands for a column of one row.
    columns = {each.name: by_name[each.name] for each in inputs}
    given = {
        each.name: tensor(each, columns[each.name] if isinstance(columns[each.name], list) else [[columns[each.name]]])
        for each in inputs
    }
found = {}
for output, value in zip(session.get_outputs(), session.run(None, given)):
    found.update(fields(output.name, value))
answer(found, json.loads(sys.argv[2]))
