import asyncio

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def task(lock, state, count):
        for _ in range(count):
            with (yield from lock):
                before = state['total']
                yield from asyncio.sleep(0)
                state['total'] = before + 1

    @asyncio.coroutine
    def main(size, tasks):
        lock = asyncio.Lock()
        state = {'total': 0}
        started = [asyncio.ensure_future(task(lock, state, size)) for _ in range(tasks)]
        for one in started:
            yield from one
        return state['total']

else:

    async def task(lock, state, count):
        for _ in range(count):
            async with lock:
                before = state['total']
                await asyncio.sleep(0)
                state['total'] = before + 1

    async def main(size, tasks):
        lock = asyncio.Lock()
        state = {'total': 0}
        started = [asyncio.ensure_future(task(lock, state, size)) for _ in range(tasks)]
        for one in started:
            await one
        return state['total']
