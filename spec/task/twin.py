"""What twin.spec.ts does, in Python: prints a JSON object of what each scenario says.

The pure-Python Task and Future, on a loop in virtual time.
"""

import asyncio
import asyncio.base_events
import asyncio.futures
import asyncio.tasks
import gc
import io
import json
import logging
import os

asyncio.Task = asyncio.tasks.Task = asyncio.tasks._PyTask
asyncio.Future = asyncio.futures.Future = asyncio.futures._PyFuture


class VirtualLoop(asyncio.base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self.now = 0.0
        self.kept = []
        self._selector = self

    def time(self):
        return self.now

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError('stalled')
        self.now += timeout
        return ()

    def _process_events(self, events):
        pass

    def create_future(self):
        return asyncio.Future(loop=self)

    def create_task(self, coro):
        task = asyncio.Task(coro, loop=self)
        self.kept.append(task)
        return task


SCENARIOS = {}
lines = []


def say(*values):
    lines.append(' '.join(v if isinstance(v, str) else repr(v) for v in values))


def scenario(title):
    def register(function):
        SCENARIOS[title] = function
        return function
    return register


def report(loop, context):
    say('REPORT', context['message'], context.get('exception'), context.get('handle'))


def iterate(loop, count=1):
    for _ in range(count):
        loop.call_soon(loop.stop)
        loop.run_forever()


def attempt(function, *args, **kwargs):
    try:
        say('returned', function(*args, **kwargs))
    except BaseException as error:
        say(error)


@asyncio.coroutine
def forever(loop):
    yield from loop.create_future()


@asyncio.coroutine
def ticks(count):
    for _ in range(count):
        yield


@scenario('arguments are refused in the same words')
def _(loop):
    other = VirtualLoop()
    attempt(asyncio.Task, 5, loop=loop)
    attempt(asyncio.Task, None, loop=loop)
    attempt(asyncio.Task, loop.create_future(), loop=loop)
    attempt(asyncio.Task, ticks, loop=loop)
    attempt(asyncio.ensure_future, 5)
    attempt(asyncio.ensure_future, ticks)
    attempt(asyncio.ensure_future, loop.create_future(), loop=other)
    attempt(asyncio.gather, loop.create_future(), other.create_future())
    attempt(asyncio.gather, loop.create_future(), loop=other)
    attempt(asyncio.shield, loop.create_future(), loop=other)
    attempt(asyncio.run_coroutine_threadsafe, 5, loop)
    attempt(loop.set_task_factory, 5)

    def run(coro):
        attempt(loop.run_until_complete, coro)
    run(asyncio.wait(loop.create_future()))
    run(asyncio.wait(ticks(1)))
    run(asyncio.wait(asyncio.Task(ticks(1))))
    run(asyncio.wait([]))
    run(asyncio.wait(None))
    run(asyncio.wait(5))
    run(asyncio.wait([loop.create_future()], return_when=None))
    run(asyncio.wait([loop.create_future()], return_when='ALL'))
    run(asyncio.wait([other.create_future()]))
    run(asyncio.wait_for(other.create_future(), 1))
    run(asyncio.wait_for(loop.create_future(), 1))
    attempt(next, asyncio.as_completed(loop.create_future()))
    attempt(next, asyncio.as_completed([5]))
    iterate(loop, 2)


@scenario('a bad yield is answered in the same words, and the coroutine goes on')
def _(loop):
    other = VirtualLoop()

    @asyncio.coroutine
    def mistaken(get):
        try:
            yield get()
        except BaseException as error:
            say(error)
        yield
        return 'went on'

    @asyncio.coroutine
    def waiting(get):
        try:
            yield from get()
        except BaseException as error:
            say(error)
        yield
        return 'went on'

    def plain():
        yield

    done = loop.create_future()
    done.set_result(1)
    for get in [lambda: loop.create_future(), lambda: done, lambda: other.create_future(), plain,
                lambda: ticks(1), lambda: 5, lambda: 0, lambda: 'text', lambda: [None, 1],
                lambda: True]:
        say(loop.run_until_complete(mistaken(get)))
    task = None
    for get in [lambda: other.create_future(), lambda: task]:
        task = loop.create_task(waiting(get))
        say(loop.run_until_complete(task))


@scenario('a task prints the same through its life')
def _(loop):
    future = loop.create_future()

    @asyncio.coroutine
    def work():
        yield from future
        return 'x' * 50

    def first(task):
        pass

    def second(task):
        pass

    task = loop.create_task(work())
    say(task)
    iterate(loop)
    say(task)
    say(future)
    task.add_done_callback(first)
    say(task)
    task.add_done_callback(second)
    say(task)
    task.add_done_callback(first)
    task.add_done_callback(second)
    say(task)

    @asyncio.coroutine
    def parent():
        yield from task

    waiting = loop.create_task(parent())
    iterate(loop)
    say(waiting)
    future.set_result(None)
    say(task)
    task.cancel()
    say(task)
    iterate(loop)
    say(task)
    iterate(loop)
    say(waiting)

    @asyncio.coroutine
    def fail():
        raise ValueError('a', 1)
        yield

    failed = loop.create_task(fail())
    finished = loop.create_task(asyncio.sleep(0, 'x' * 50))
    iterate(loop, 2)
    say(failed)
    say(finished)


@scenario('a task that runs prints the line where it is')
def _(loop):
    @asyncio.coroutine
    def curious():
        say(asyncio.Task.current_task())
        yield
        say(asyncio.Task.current_task())
        return asyncio.Task.current_task().cancel()

    task = loop.create_task(curious())
    iterate(loop, 2)
    say(task)


@scenario('what helps to wait prints the same')
def _(loop):
    future = loop.create_future()
    gathered = asyncio.gather(future, future)
    shielded = asyncio.shield(future)
    say(gathered)
    say(shielded)
    waiter = loop.create_task(asyncio.wait_for(future, 5))
    waiting = loop.create_task(asyncio.wait([future]))
    iterate(loop)
    say(future)
    say(waiter)
    say(waiting)
    say(asyncio.gather())
    future.cancel()
    iterate(loop, 3)
    say(gathered)
    say(shielded)
    say(waiter)
    say(gathered.exception())


@scenario('a task that was completed from outside reports its next step')
def _(loop):
    future = loop.create_future()

    @asyncio.coroutine
    def own():
        yield from future

    task = loop.create_task(own())
    iterate(loop)
    task.set_result('outside')
    say(task)
    future.set_result(None)
    iterate(loop, 2)


@scenario('errors that are no Exception leave the loop, and are set on the task')
def _(loop):
    @asyncio.coroutine
    def interrupt(error):
        yield
        raise error

    @asyncio.coroutine
    def parent(child):
        try:
            yield from child
        except BaseException as error:
            say('caught', error)

    for error in [KeyboardInterrupt(), SystemExit(3)]:
        child = loop.create_task(interrupt(error))
        waiting = loop.create_task(parent(child))
        loop.call_soon(say, 'queued')
        for _ in range(3):
            attempt(iterate, loop)
            say(child)
        say(waiting)
        say(waiting.cancel(), waiting._must_cancel, asyncio.Task.current_task())
        iterate(loop, 2)
        say(waiting)


@scenario('cancelling ends in the same states')
def _(loop):
    @asyncio.coroutine
    def cancel_and(then):
        asyncio.Task.current_task().cancel()
        if then == 'return':
            return 1
        if then == 'raise':
            raise ValueError('x')
        if then == 'yield':
            yield
        if then == 'wait':
            yield from loop.create_future()

    for then in ['return', 'raise', 'yield', 'wait']:
        task = loop.create_task(cancel_and(then))
        for _ in range(3):
            iterate(loop)
            say(then, task, task.cancelled(), task._must_cancel)

    log = []

    @asyncio.coroutine
    def refusing():
        for _ in range(2):
            try:
                yield from loop.create_future()
            except asyncio.CancelledError:
                log.append('refused')
        return 'end'

    task = loop.create_task(refusing())
    parent = loop.create_task(asyncio.wait_for(task, None))
    iterate(loop, 2)
    for _ in range(3):
        say(parent.cancel(), parent.cancel())
        say(task)
        iterate(loop, 3)
        say(parent, ''.join(log))


@scenario('print_stack has the same headers, and the exception at its end')
def _(loop):
    def printed(task):
        file = io.StringIO()
        task.print_stack(file=file)
        text = file.getvalue().splitlines()
        say(text[0])
        say(text[-1] if not text[-1].startswith('  ') else 'ends with a frame')

    @asyncio.coroutine
    def fail(*args):
        raise ValueError(*args)
        yield

    tasks = [loop.create_task(coro) for coro in
             [ticks(1), asyncio.sleep(9), fail('message'), fail(), forever(loop), ticks(9)]]
    tasks[1].cancel()
    iterate(loop, 3)
    for task in tasks:
        printed(task)


@scenario('a task that is destroyed while it is pending is reported in the same words')
def _(loop):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger('asyncio')
    logger.addHandler(handler)
    logger.propagate = False
    loop.set_exception_handler(None)
    loop.create_task(forever(loop))
    iterate(loop)
    loop.kept.clear()
    gc.collect()
    logger.removeHandler(handler)
    for line in stream.getvalue().splitlines():
        # Python has closed the coroutine by then.
        say(line.replace('done, defined', 'running'))


@scenario('tasks wake in the same ticks')
def _(loop):
    future = loop.create_future()

    @asyncio.coroutine
    def clock():
        for tick in range(12):
            say('tick', tick)
            if tick == 1:
                future.set_result('r')
            yield

    @asyncio.coroutine
    def watch(name, awaitable):
        try:
            say(name, (yield from awaitable))
        except Exception as error:
            say(name, error)

    @asyncio.coroutine
    def done_of(fs, **options):
        done, pending = yield from asyncio.wait(fs, **options)
        return len(done), len(pending)

    @asyncio.coroutine
    def first_of(fs):
        for coro in asyncio.as_completed(fs):
            return (yield from coro)

    inner = loop.create_task(ticks(3))
    awaitables = [
        ('future', future), ('gather', asyncio.gather(future, inner)),
        ('shield', asyncio.shield(future)), ('wait_for', asyncio.wait_for(future, 1)),
        ('wait_for zero', asyncio.wait_for(ticks(0), 0)),
        ('wait_for ticks', asyncio.wait_for(ticks(2), 0)),
        ('wait_for late', asyncio.wait_for(loop.create_future(), 0)),
        ('wait', done_of([future, inner])), ('first', done_of([future, inner], return_when='FIRST_COMPLETED')),
        ('timeout', done_of([future, inner], timeout=0)),
        ('as_completed', first_of([future, inner])), ('sleep', asyncio.sleep(0, 's')),
        ('negative', asyncio.sleep(-1, 'n')), ('empty gather', asyncio.gather()),
    ]
    for name, awaitable in awaitables:
        loop.create_task(watch(name, awaitable))
    loop.run_until_complete(clock())


output = {}
loops = []
for title, function in SCENARIOS.items():
    loop = VirtualLoop()
    loops.append(loop)
    loop.set_exception_handler(report)
    asyncio.set_event_loop(loop)
    lines = []
    function(loop)
    output[title] = lines
print(json.dumps(output), flush=True)
os._exit(0)
