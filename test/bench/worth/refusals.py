"""Calls train.py with each list of arguments of the JSON on standard input, in one process; prints [[exit code, standard error], ...]."""
import contextlib
import io
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'bench', 'worth'))
from errors import run_main  # noqa: E402
from train import main  # noqa: E402

answers = []
for arguments in json.load(sys.stdin):
    written = io.StringIO()
    status = 0
    with contextlib.redirect_stderr(written):
        try:
            run_main(main, arguments)
        except SystemExit as end:
            status = end.code
    answers.append([status, written.getvalue()])
print(json.dumps(answers))
