import asyncio

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def work(i):
        return i

    @asyncio.coroutine
    def main(size):
        total = 0
        for following in asyncio.as_completed([work(i) for i in range(size)]):
            total += yield from following
        return total

else:

    async def work(i):
        return i

    async def main(size):
        total = 0
        for following in asyncio.as_completed([work(i) for i in range(size)]):
            total += await following
        return total
