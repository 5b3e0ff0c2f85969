import asyncio

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def work(i):
        return i

    @asyncio.coroutine
    def main(size, tasks):
        total = 0
        for _ in range(max(1, size // tasks)):
            total += sum((yield from asyncio.gather(*map(work, range(min(size, tasks))))))
        return total

else:

    async def work(i):
        return i

    async def main(size, tasks):
        total = 0
        for _ in range(max(1, size // tasks)):
            total += sum(await asyncio.gather(*map(work, range(min(size, tasks)))))
        return total
