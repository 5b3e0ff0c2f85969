import asyncio

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def work(i):
        return i

    @asyncio.coroutine
    def main(size):
        done, _ = yield from asyncio.wait([asyncio.ensure_future(work(i)) for i in range(size)])
        return sum(task.result() for task in done)

else:

    async def work(i):
        return i

    async def main(size):
        done, _ = await asyncio.wait([asyncio.ensure_future(work(i)) for i in range(size)])
        return sum(task.result() for task in done)
