"""The answers of all workloads in this Python: [[file, size, argument, …], …] comes in, {file: answer} goes out."""

import asyncio
import json
import os
import sys

from child import load, measure, new_loop, run_in_thread


def answers(kind):
    loop = new_loop(kind)
    asyncio.set_event_loop(loop)
    found = []
    for file, *arguments in json.load(sys.stdin):
        found.append(measure(loop, load(file), arguments)['answer'])
    print(json.dumps(found), flush=True)
    os._exit(0)


run_in_thread(answers, sys.argv[1:])
