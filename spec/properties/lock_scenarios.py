"""The scenarios of lock_scenarios.ts."""

import asyncio

from scenarios import scenario


@asyncio.coroutine
def hold(lock, start, end):
    yield from asyncio.sleep(start)
    with (yield from lock):
        yield from asyncio.sleep(end - start)


def contended(w, lock):
    w.helper(hold(lock, 0, 1))
    w.helper(hold(lock, 0.5, 1))


def acquire(cls):
    @scenario(cls.__name__ + ', acquire')
    def main(w):
        lock = w.watch('lock', cls())
        contended(w, lock)
        yield from w.at('start', asyncio.sleep(0.25))
        yield from w.at('acquire', lock.acquire())
        try:
            yield from w.at('hold', asyncio.sleep(1))
        finally:
            lock.release()


def use(cls):
    @scenario(cls.__name__ + ', using')
    def main(w):
        lock = w.watch('lock', cls())
        contended(w, lock)
        yield from w.at('start', asyncio.sleep(0.25))
        with (yield from w.at('lock', lock)):
            yield from w.at('hold', asyncio.sleep(1))


for cls in (asyncio.Lock, asyncio.Semaphore, asyncio.BoundedSemaphore, asyncio.Condition):
    acquire(cls)
    use(cls)


@asyncio.coroutine
def notify(condition, before, seconds):
    yield from asyncio.sleep(1)
    with (yield from condition):
        before()
        condition.notify()
        yield from asyncio.sleep(seconds)


def be_notified(name, keeps):
    @scenario(name)
    def main(w):
        condition = w.watch('condition', asyncio.Condition())
        w.watch('lock', condition._lock)
        w.helper(notify(condition, lambda: None, keeps))
        w.helper(hold(condition, 1.5, 2))
        with (yield from w.at('lock', condition)):
            yield from w.at('wait', condition.wait())
            yield from w.at('hold', asyncio.sleep(1))


@scenario('Event, wait')
def event_wait(w):
    event = w.watch('event', asyncio.Event())

    @asyncio.coroutine
    def set_it():
        yield from asyncio.sleep(1)
        event.set()

    w.helper(set_it())
    return (yield from w.at('wait', event.wait()))


be_notified('Condition, wait', 0)
be_notified('Condition, wait, contended', 2)


@scenario('Condition, wait_for')
def condition_wait_for(w):
    condition = w.watch('condition', asyncio.Condition())
    w.watch('lock', condition._lock)
    value = 0

    def add():
        nonlocal value
        value += 1

    for keeps in (0, 0.5, 1):
        w.helper(notify(condition, add, keeps))
    with (yield from w.at('lock', condition)):
        return (yield from w.at('wait_for',
                                condition.wait_for(lambda: 'enough' if value >= 2 else '')))


@asyncio.coroutine
def drain(queue):
    for seconds in (4, 2):
        yield from asyncio.sleep(seconds)
        while not queue.empty():
            queue.get_nowait()
        while queue._unfinished_tasks > 0:
            queue.task_done()


@asyncio.coroutine
def put_after(seconds, queue, item):
    yield from asyncio.sleep(seconds)
    yield from queue.put(item)


@asyncio.coroutine
def get_after(seconds, queue):
    yield from asyncio.sleep(seconds)
    yield from queue.get()
    yield from asyncio.sleep(1)
    queue.task_done()


def get(cls):
    @scenario(cls.__name__ + ', get')
    def main(w):
        queue = w.watch('queue', cls())
        w.helper(put_after(1, queue, 7))
        w.helper(drain(queue))
        item = yield from w.at('get', queue.get())
        try:
            yield from w.at('work', asyncio.sleep(1))
        finally:
            queue.task_done()
        return item


def put(cls):
    @scenario(cls.__name__ + ', put')
    def main(w):
        queue = w.watch('queue', cls(1))
        queue.put_nowait(5)
        w.helper(get_after(1, queue))
        w.helper(put_after(0.5, queue, 6))
        w.helper(get_after(2, queue))
        w.helper(drain(queue))
        yield from w.at('put', queue.put(7))
        yield from w.at('put another', queue.put(8))
        return queue.qsize()


for cls in (asyncio.Queue, asyncio.PriorityQueue, asyncio.LifoQueue):
    get(cls)
    put(cls)


@scenario('Queue, join')
def queue_join(w):
    queue = w.watch('queue', asyncio.Queue())
    w.watch('finished', queue._finished)
    queue.put_nowait(1)
    queue.put_nowait(2)
    w.helper(get_after(1, queue))
    w.helper(get_after(2, queue))
    yield from w.at('join', queue.join())


@scenario('wait_for a lock')
def wait_for_lock(w):
    lock = w.watch('lock', asyncio.Lock())
    w.helper(hold(lock, 0, 1))
    yield from w.at('start', asyncio.sleep(0.25))
    yield from w.at('wait_for', asyncio.wait_for(lock.acquire(), 50))
    lock.release()


@scenario('wait_for an item')
def wait_for_item(w):
    queue = w.watch('queue', asyncio.Queue())
    w.helper(put_after(1, queue, 7))
    item = yield from w.at('wait_for', asyncio.wait_for(queue.get(), 50))
    queue.task_done()
    return item


@scenario('wait_for an event')
def wait_for_event(w):
    event = w.watch('event', asyncio.Event())
    try:
        yield from w.at('wait_for', asyncio.wait_for(event.wait(), 1))
    except asyncio.TimeoutError:
        pass


@scenario('wait_for a condition')
def wait_for_condition(w):
    condition = w.watch('condition', asyncio.Condition())
    w.watch('lock', condition._lock)
    w.helper(notify(condition, lambda: None, 0))
    with (yield from w.at('lock', condition)):
        yield from w.at('wait_for', asyncio.wait_for(condition.wait(), 50))
        yield from w.at('hold', asyncio.sleep(1))


@scenario('gather of those that use a lock')
def gather_holders(w):
    lock = w.watch('lock', asyncio.Lock())
    w.helper(hold(lock, 0, 1))
    yield from w.at('gather', asyncio.gather(hold(lock, 0, 1), hold(lock, 0, 1),
                                             hold(lock, 2, 3)))
