# The life of a future: pending, then finished with a result or an exception, or cancelled.
import asyncio

loop = asyncio.get_event_loop()


def show(future):
    print('callback got', future)


@asyncio.coroutine
def wait_for(future):
    print('the coroutine waits')
    try:
        result = yield from future
        print('the coroutine goes on with', result)
    except ValueError as error:
        print('the coroutine caught', error)
    except asyncio.CancelledError:
        print('the coroutine saw that its future was cancelled')


def main():
    # Pending: there is nothing to read yet.
    future = loop.create_future()
    print(future, 'done' if future.done() else 'not done')
    try:
        future.result()
    except asyncio.InvalidStateError as error:
        print('too early for result():', type(error).__name__)

    # Finished with a result, which wakes the coroutine that waits for it.
    loop.call_later(.05, lambda: future.set_result(42))
    loop.run_until_complete(wait_for(future))
    print(future, 'done' if future.done() else 'not done')
    print('result() as often as you like:', future.result(), future.result())

    # A future is finished once.
    try:
        future.set_result(43)
    except asyncio.InvalidStateError as error:
        print('too late for set_result():', type(error).__name__)

    # A callback is called by the loop and never at once, done as the future may be.
    future.add_done_callback(show)
    print('callback added')
    loop.run_until_complete(asyncio.sleep(0))

    # Until then the future lists its callbacks.
    future = loop.create_future()
    future.add_done_callback(show)
    print(future)
    print('callbacks removed:', future.remove_done_callback(show))

    # Finished with an exception: exception() returns it, result() and yield from raise it.
    future.set_exception(ValueError('no such thing'))
    print(future)
    print('exception() returns:', type(future.exception()).__name__)
    try:
        future.result()
    except ValueError as error:
        print('result() raises:', error)
    loop.run_until_complete(wait_for(future))

    # Cancelled: the third way of being done. Whoever waits is told.
    future = loop.create_future()
    loop.call_later(.05, lambda: future.cancel())
    loop.run_until_complete(wait_for(future))
    print(future, 'done' if future.done() else 'not done')
    print('cancelled' if future.cancelled() else 'not cancelled')
    print('cancelled again' if future.cancel() else 'nothing left to cancel')
    loop.close()


if __name__ == '__main__':
    main()
