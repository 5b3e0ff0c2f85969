import asyncio


def never():
    raise RuntimeError('it was cancelled')


if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def main(size, pending):
        loop = asyncio.get_event_loop()
        total = 0
        for _ in range(size):
            timeouts = [loop.call_later(60, never) for _ in range(pending)]
            yield from asyncio.sleep(0)
            for timeout in timeouts:
                timeout.cancel()
            total += len(timeouts)
        return total

else:

    async def main(size, pending):
        loop = asyncio.get_running_loop()
        total = 0
        for _ in range(size):
            timeouts = [loop.call_later(60, never) for _ in range(pending)]
            await asyncio.sleep(0)
            for timeout in timeouts:
                timeout.cancel()
            total += len(timeouts)
        return total
