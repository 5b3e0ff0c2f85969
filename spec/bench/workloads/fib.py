import asyncio

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def main(n):
        return n if n < 2 else (yield from main(n - 1)) + (yield from main(n - 2))

else:

    async def main(n):
        return n if n < 2 else await main(n - 1) + await main(n - 2)
