import asyncio

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def work(i):
        return i

    @asyncio.coroutine
    def main(size):
        tasks = [asyncio.ensure_future(work(i)) for i in range(size)]
        total = 0
        for task in tasks:
            total += yield from task
        return total

else:

    async def work(i):
        return i

    async def main(size):
        tasks = [asyncio.ensure_future(work(i)) for i in range(size)]
        total = 0
        for task in tasks:
            total += await task
        return total
