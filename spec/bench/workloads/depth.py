import asyncio

from measured import Measured, stopwatch

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def nested(level, count):
        if level > 1:
            return (yield from nested(level - 1, count))
        cost = stopwatch()
        for _ in range(count):
            yield from asyncio.sleep(0)
        return Measured(cost(), count)

    @asyncio.coroutine
    def main(size, depth):
        return (yield from nested(depth, size))

else:

    async def nested(level, count):
        if level > 1:
            return await nested(level - 1, count)
        cost = stopwatch()
        for _ in range(count):
            await asyncio.sleep(0)
        return Measured(cost(), count)

    async def main(size, depth):
        return await nested(depth, size)
