# What can be waited for: futures, tasks, coroutines, and functions that return any of them.
import asyncio


# Makes tasks as its parent does, and counts them.
class CountingLoop(asyncio.SelectorEventLoop):
    created = 0

    def create_task(self, coro):
        task = super().create_task(coro)
        self.created += 1
        print('task number', self.created)
        return task


loop = CountingLoop()
asyncio.set_event_loop(loop)


# A coroutine: its body starts when something runs it.
@asyncio.coroutine
def double(number):
    print('doubling', number)
    yield from asyncio.sleep(.05)
    return 2 * number


# No coroutine, no generator: a function that returns a future. It starts when it is called.
def triple(number):
    print('tripling', number)
    future = loop.create_future()
    loop.call_later(.05, lambda: future.set_result(3 * number))
    return future


# A coroutine without a yield from: what its function returns is waited for.
@asyncio.coroutine
def choose(number):
    return double(number) if number % 2 else triple(number)


@asyncio.coroutine
def supervisor():
    # A future stays itself, under the old name async as well.
    future = triple(1)
    print('the same future' if asyncio.ensure_future(future) is future else 'another')
    print('the same future' if asyncio.async(future) is future else 'another')

    # A task is a future, so it stays itself too.
    task = asyncio.ensure_future(double(2))
    print('the same task' if asyncio.ensure_future(task) is task else 'another')
    print('the same task' if asyncio.async(task) is task else 'another')
    print(task)

    # A coroutine becomes a task, which runs while we wait for something else.
    other = asyncio.async(double(3))
    print('a task' if isinstance(other, asyncio.Task) else 'no task')
    print('future:', (yield from future), 'task:', (yield from task), 'other:', (yield from other))
    print(task)

    # Waited for directly, a coroutine becomes no task and runs here and now.
    print('coroutine:', (yield from double(4)))
    print('function:', (yield from triple(5)))

    # The caller does not see which of the two it gets.
    print('either:', (yield from choose(6)), (yield from choose(7)))
    first = asyncio.ensure_future(double(8))
    results = yield from asyncio.gather(first, triple(9))
    print('both:', results[0], results[1])


def main():
    loop.run_until_complete(supervisor())
    print('tasks created:', loop.created)
    loop.close()


if __name__ == '__main__':
    main()
