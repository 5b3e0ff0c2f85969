import asyncio

MAXSIZE = 16

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def produce(items, count):
        for i in range(count):
            yield from items.put(i)

    @asyncio.coroutine
    def main(size):
        items = asyncio.Queue(MAXSIZE)
        producer = asyncio.ensure_future(produce(items, size))
        total = 0
        for _ in range(size):
            total += yield from items.get()
        yield from producer
        return total

else:

    async def produce(items, count):
        for i in range(count):
            await items.put(i)

    async def main(size):
        items = asyncio.Queue(MAXSIZE)
        producer = asyncio.ensure_future(produce(items, size))
        total = 0
        for _ in range(size):
            total += await items.get()
        await producer
        return total
