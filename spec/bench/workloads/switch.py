import asyncio

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def task(count):
        for _ in range(count):
            yield from asyncio.sleep(0)
        return count

    @asyncio.coroutine
    def main(size, tasks):
        started = [asyncio.ensure_future(task(size)) for _ in range(tasks)]
        total = 0
        for one in started:
            total += yield from one
        return total

else:

    async def task(count):
        for _ in range(count):
            await asyncio.sleep(0)
        return count

    async def main(size, tasks):
        started = [asyncio.ensure_future(task(size)) for _ in range(tasks)]
        total = 0
        for one in started:
            total += await one
        return total
