# Cancelling is an exception thrown into the coroutine where it waits: what it may do with it.
import asyncio


# Takes notice, cleans up (which may take its own time) and goes.
@asyncio.coroutine
def tidy():
    print('tidy: starts')
    try:
        yield from asyncio.sleep(10)
        print('tidy: never printed')
    except asyncio.CancelledError:
        print('tidy: cancelled at its sleep')
        raise
    finally:
        print('tidy: cleans up')
        yield from asyncio.sleep(.05)
        print('tidy: is clean')


# Waits for another coroutine: the innermost one is told first.
@asyncio.coroutine
def outer():
    print('outer: starts')
    try:
        yield from tidy()
    finally:
        print('outer: cleans up after tidy')


# Swallows the request, goes on and finishes as if nothing had been.
@asyncio.coroutine
def stubborn():
    print('stubborn: starts')
    try:
        yield from asyncio.sleep(10)
    except asyncio.CancelledError:
        print('stubborn: not now')
    yield from asyncio.sleep(.05)
    return 'finished all the same'


# Is cancelled before its first step.
@asyncio.coroutine
def unborn():
    print('unborn: never printed')
    yield from asyncio.sleep(10)


@asyncio.coroutine
def cancel_soon(coro):
    task = asyncio.ensure_future(coro)
    yield from asyncio.sleep(.05)
    task.cancel()
    print('asked', task)
    try:
        result = yield from task
        print('ended with', result)
    except asyncio.CancelledError:
        print('ended by cancellation')
    print('left', task)


@asyncio.coroutine
def cancel_at_once(coro):
    task = asyncio.ensure_future(coro)
    task.cancel()
    print('asked', task)
    yield from asyncio.wait([task])
    print('left', task)
    print('cancelled again' if task.cancel() else 'nothing left to cancel')


def main():
    loop = asyncio.get_event_loop()
    loop.run_until_complete(cancel_soon(tidy()))
    loop.run_until_complete(cancel_soon(outer()))
    loop.run_until_complete(cancel_soon(stubborn()))
    loop.run_until_complete(cancel_at_once(unborn()))
    loop.close()


if __name__ == '__main__':
    main()
