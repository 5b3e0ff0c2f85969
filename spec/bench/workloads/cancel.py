import asyncio

from measured import Measured, stopwatch

HOUR = 3600

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def sleeper(state):
        try:
            yield from asyncio.sleep(HOUR)
        except asyncio.CancelledError:
            state['cancelled'] += 1
            raise

    @asyncio.coroutine
    def main(size):
        state = {'cancelled': 0}
        tasks = [asyncio.ensure_future(sleeper(state)) for _ in range(size)]
        yield from asyncio.sleep(0)
        cost = stopwatch()
        for task in tasks:
            task.cancel()
        yield from asyncio.wait(tasks)
        return Measured(cost(), state['cancelled'])

else:

    async def sleeper(state):
        try:
            await asyncio.sleep(HOUR)
        except asyncio.CancelledError:
            state['cancelled'] += 1
            raise

    async def main(size):
        state = {'cancelled': 0}
        tasks = [asyncio.ensure_future(sleeper(state)) for _ in range(size)]
        await asyncio.sleep(0)
        cost = stopwatch()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        return Measured(cost(), state['cancelled'])
