"""A measured process of CPython: for each size that comes in, a run, and its outcome as a line of JSON.

Workloads are written with @asyncio.coroutine where CPython has it, with async def where it has not.
"""

import asyncio
import importlib
import json
import os
import sys
import threading

from measured import Measured, stopwatch


def measure(loop, main, arguments):
    cost = stopwatch()
    answer = loop.run_until_complete(main(*arguments))
    if isinstance(answer, Measured):
        return dict(answer.cost, answer=answer.answer)
    return dict(cost(), answer=answer)


def new_loop(kind):
    if kind == 'uvloop':
        import uvloop
        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


def serve(file, kind, *argument):
    loop = new_loop(kind)
    asyncio.set_event_loop(loop)
    main = load(file)
    for line in iter(sys.stdin.readline, ''):
        try:
            outcome = measure(loop, main, [int(line)] + [int(each) for each in argument])
        except Exception as error:
            outcome = {'error': repr(error)}
        print(json.dumps(outcome), flush=True)
    os._exit(0)


def load(file):
    return importlib.import_module(file[:-len('.py')]).main


def run_in_thread(target, arguments):
    """Deep recursion needs a stack of its own, in every version."""
    sys.setrecursionlimit(1000000)
    threading.stack_size(512 * 1024 * 1024)
    thread = threading.Thread(target=target, args=arguments)
    thread.start()
    thread.join()


sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'workloads'))

if __name__ == '__main__':
    run_in_thread(serve, sys.argv[1:])
