"""judge.py QUESTION < CASES.json > VERDICTS.json

What CPython 3.6 says of each case, in virtual time. Tasks and futures are those of pure Python, the reference.
"""

import json
import os
import sys

sys.modules['_asyncio'] = None          # makes asyncio's own import of it fail
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir, 'oracle')]
sys.dont_write_bytecode = True

import collections  # noqa: E402
import gc  # noqa: E402
import heapq  # noqa: E402
import vloop  # noqa: E402

vloop.canonicalise_sets()


def heap(script):
    class Item:
        def __init__(self, key, tag):
            self.key, self.tag = key, tag

        def __lt__(self, other):
            return self.key < other.key

    items = [Item(key, tag) for tag, key in enumerate(script['start'])]
    heapq.heapify(items)
    popped = []
    for tag, step in enumerate(script['steps'], len(items)):
        if step is not None:
            heapq.heappush(items, Item(step, tag))
        else:
            popped.append(heapq.heappop(items).tag if items else -1)
    return [popped, [item.tag for item in items]]


def timers(program):
    loop = vloop.VirtualLoop()
    order = []
    handles = []

    def run(tag, timer):
        order.append(tag)
        if timer.get('cancels', len(handles)) < len(handles):
            handles[timer['cancels']].cancel()
        if 'sets' in timer:
            handles.append(loop.call_later(timer['sets'], order.append, len(handles)))

    for tag, timer in enumerate(program['timers']):
        handles.append(loop.call_at(timer['when'], run, tag, timer))
    for tag in program['cancelled']:
        if tag < len(handles):
            handles[tag].cancel()
    loop.call_at(100, loop.stop)
    loop.run_forever()
    return order


def deque(steps):
    items = collections.deque()
    count = 0

    def append():
        nonlocal count
        items.append(count % 100)
        count += 1

    def remove(place):
        try:
            items.remove(items[place % len(items)] if place < 250 and items else -1)
        except ValueError:
            return False
        return True

    def iterate(after, change):
        seen = []
        try:
            for item in items:
                if len(seen) == after:
                    if change == 'append':
                        append()
                    if change == 'popleft':
                        items.popleft()
                    if change == 'remove':
                        remove(3)
                    if change == 'clear':
                        items.clear()
                seen.append(item)
        except RuntimeError as exc:
            seen.append(str(exc))
        return seen

    def run(kind, *args):
        if kind == 'append':
            for _ in range(args[0]):
                append()
        if kind == 'popleft':
            return [items.popleft() if items else None for _ in range(args[0])]
        if kind == 'turn':
            for _ in range(args[0]):
                if items:
                    items.popleft()
                append()
        if kind == 'remove':
            return [remove(args[0])]
        if kind == 'clear':
            items.clear()
        if kind == 'iterate':
            return iterate(*args)
        return []

    return [run(*step) + [len(items), list(items)] for step in steps]


def priority(program):
    import priorities
    return priorities.judge(program)


def schedule(program):
    import schedules
    return schedules.Schedule(program).run()


def cancellation(case):
    import injection
    import lock_scenarios  # noqa: F401
    import scenarios
    main = scenarios.SCENARIOS[case['scenario']]
    return injection.inject(main, case['mode'], case['point'])


if __name__ == '__main__':
    question = globals()[sys.argv[1]]
    verdicts = [question(case) for case in json.load(sys.stdin)]
    gc.collect()                        # what is said of the forgotten belongs to the verdicts
    json.dump(verdicts, sys.stdout)
