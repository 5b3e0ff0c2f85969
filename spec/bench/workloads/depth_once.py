import asyncio

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def nested(level):
        if level > 1:
            return 1 + (yield from nested(level - 1))
        yield from asyncio.sleep(0)
        return 1

    @asyncio.coroutine
    def main(size, depth):
        total = 0
        for _ in range(size):
            total += yield from nested(depth)
        return total

else:

    async def nested(level):
        if level > 1:
            return 1 + await nested(level - 1)
        await asyncio.sleep(0)
        return 1

    async def main(size, depth):
        total = 0
        for _ in range(size):
            total += await nested(depth)
        return total
