import asyncio


def set_timers(loop, count, delays):
    done = loop.create_future()
    state = {'left': count, 'sum': 0}

    def fired(i):
        state['sum'] += i
        state['left'] -= 1
        if state['left'] == 0:
            done.set_result(state['sum'])

    for i in range(count):
        loop.call_later(i % delays / 1000, fired, i)
    return done


if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def main(size, delays):
        return (yield from set_timers(asyncio.get_event_loop(), size, delays))

else:

    async def main(size, delays):
        return await set_timers(asyncio.get_running_loop(), size, delays)
