"""A PriorityQueue of what JSON can say: what comes out, and how it lies inside."""

import asyncio

import vloop

LOOP = vloop.VirtualLoop()


def judge(program):
    convert = to_tuples if program['tuples'] else lambda value: value
    queue = asyncio.PriorityQueue(loop=LOOP)
    results = []
    for step in program['steps']:
        try:
            if 'put' in step:
                queue.put_nowait(convert(step['put']))
                results.append('put')
            else:
                results.append([queue.get_nowait()])
        except TypeError as exc:
            results.append(str(exc).replace("'tuple'", "'list'"))
        except asyncio.QueueEmpty:
            results.append('empty')
    return [results, list(queue._queue), queue._unfinished_tasks]


def to_tuples(value):
    if isinstance(value, list):
        return tuple(map(to_tuples, value))
    if isinstance(value, dict):
        return {key: to_tuples(item) for key, item in value.items()}
    return value
