import asyncio

LEFT, RIGHT = 0, 1

if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def player(court, me, count):
        loop = asyncio.get_event_loop()
        total = 0
        for i in range(count):
            total += yield from court[me]
            court[me] = loop.create_future()
            court[1 - me].set_result(i)
        return total

    @asyncio.coroutine
    def main(size):
        loop = asyncio.get_event_loop()
        court = [loop.create_future(), loop.create_future()]
        players = [asyncio.ensure_future(player(court, side, size)) for side in (LEFT, RIGHT)]
        court[LEFT].set_result(0)
        total = 0
        for one in players:
            total += yield from one
        return total

else:

    async def player(court, me, count):
        loop = asyncio.get_running_loop()
        total = 0
        for i in range(count):
            total += await court[me]
            court[me] = loop.create_future()
            court[1 - me].set_result(i)
        return total

    async def main(size):
        loop = asyncio.get_running_loop()
        court = [loop.create_future(), loop.create_future()]
        players = [asyncio.ensure_future(player(court, side, size)) for side in (LEFT, RIGHT)]
        court[LEFT].set_result(0)
        total = 0
        for one in players:
            total += await one
        return total
