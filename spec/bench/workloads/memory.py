import asyncio
import gc
import resource

from measured import Measured

HOUR = 3600

kept = []


def resident():
    gc.collect()
    with open('/proc/self/statm') as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def grown_since(before, started):
    grown = resident() - before
    return Measured({'wall': grown, 'cpu': grown}, started)


if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def sleeper(state):
        state['started'] += 1
        yield from asyncio.sleep(HOUR)

    @asyncio.coroutine
    def waiter(state):
        state['started'] += 1
        future = asyncio.get_event_loop().create_future()
        kept.append(future)
        yield from future

    @asyncio.coroutine
    def main(size, is_sleeping):
        state = {'started': 0}
        task = sleeper if is_sleeping else waiter
        before = resident()
        for _ in range(size):
            kept.append(asyncio.ensure_future(task(state)))
        yield from asyncio.sleep(0)
        return grown_since(before, state['started'])

else:

    async def sleeper(state):
        state['started'] += 1
        await asyncio.sleep(HOUR)

    async def waiter(state):
        state['started'] += 1
        future = asyncio.get_running_loop().create_future()
        kept.append(future)
        await future

    async def main(size, is_sleeping):
        state = {'started': 0}
        task = sleeper if is_sleeping else waiter
        before = resident()
        for _ in range(size):
            kept.append(asyncio.ensure_future(task(state)))
        await asyncio.sleep(0)
        return grown_since(before, state['started'])
