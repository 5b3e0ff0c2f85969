"""The random schedules of schedule.ts, on CPython: only what happens, without the promises."""

import asyncio
import re

import vloop

CAUGHT = (asyncio.CancelledError, asyncio.TimeoutError, asyncio.QueueEmpty, asyncio.QueueFull)
WITH_SIZE = ('Semaphore', 'BoundedSemaphore', 'Queue', 'LifoQueue', 'PriorityQueue')


@asyncio.coroutine
def pause(seconds, ticks):
    if seconds > 0:
        yield from asyncio.sleep(seconds)
    for _ in range(ticks):
        yield


class Schedule:
    def __init__(self, program):
        self.program = program
        self.loop = vloop.VirtualLoop()
        self.trace = []
        cls = getattr(asyncio, program['cls'])
        args = [program['size']] if program['cls'] in WITH_SIZE else []
        self.object = cls(*args, loop=self.loop)
        self.available = 0
        self.items = 0

    def run(self):
        self.tasks = [self.loop.create_task(self.work(who))
                      for who in range(len(self.program['workers']))]
        for who, when in self.program['cancels']:
            self.loop.create_task(self.cancel_after(who, *when))
        self.settle()
        self.state('idle')
        for _ in range(8):
            if not all(task.done() for task in self.tasks):
                for task in self.tasks:
                    task.cancel()
                self.settle()
        self.state('end')
        for task in self.tasks:
            exc = task.exception() if task.done() and not task.cancelled() else None
            if exc is not None and not isinstance(exc, asyncio.CancelledError):
                raise exc
        return list(self.trace)     # what the garbage collector ends is not noted

    def settle(self):
        try:
            self.loop.run_forever()
        except vloop.Deadlock:
            pass

    def note(self, who, what):
        self.trace.append('%g %d %s' % (self.loop.time(), who, what))

    def state(self, when):
        text = re.sub(' at 0x[0-9a-f]+', '', repr(self.object))
        self.trace.append('%g %s %s' % (self.loop.time(), when, text))

    @asyncio.coroutine
    def cancel_after(self, who, seconds, ticks):
        yield from pause(seconds, ticks)
        self.cancel(who)

    def cancel(self, who):
        who %= self.program['cancellable']
        self.note(who, 'cancel() is %r' % self.tasks[who].cancel())

    @asyncio.coroutine
    def work(self, who):
        worker = self.program['workers'][who]
        for kind, *args in worker['ops']:
            try:
                yield from getattr(self, 'op_' + kind)(who, *args)
            except CAUGHT as exc:
                self.note(who, type(exc).__name__)
                if isinstance(exc, asyncio.CancelledError) and not worker['stubborn']:
                    raise
        self.note(who, 'ends')

    def waited(self, coro, how):
        return coro if isinstance(how, str) else asyncio.wait_for(coro, how)

    @asyncio.coroutine
    def op_pause(self, who, when):
        yield from pause(*when)

    @asyncio.coroutine
    def op_cancel(self, _, who):
        self.cancel(who)

    @asyncio.coroutine
    def op_hold(self, who, how, when):
        self.note(who, 'asks')
        if how == 'using':
            with (yield from self.object):
                yield from self.held(who, when)
            return
        yield from self.waited(self.object.acquire(), how)
        try:
            yield from self.held(who, when)
        finally:
            self.object.release()

    @asyncio.coroutine
    def held(self, who, when):
        self.note(who, 'has it')
        try:
            yield from pause(*when)
        finally:
            self.note(who, 'lets go')

    @asyncio.coroutine
    def op_produce(self, who, count, when):
        self.note(who, 'asks')
        with (yield from self.object):
            self.note(who, 'has it')
            try:
                self.available += 1
                if count is None:
                    self.object.notify_all()
                else:
                    self.object.notify(count)
                yield from pause(*when)
            finally:
                self.note(who, 'lets go')

    @asyncio.coroutine
    def op_consume(self, who, when):
        self.note(who, 'asks')
        with (yield from self.object):
            self.note(who, 'has it')
            try:
                while self.available == 0:
                    self.note(who, 'lets go')
                    try:
                        yield from self.object.wait()
                    finally:
                        self.note(who, 'has it')
                self.available -= 1
                self.note(who, 'consumes')
                yield from pause(*when)
            finally:
                self.note(who, 'lets go')

    @asyncio.coroutine
    def op_wait(self, who, how):
        self.note(who, 'waits')
        yield from self.waited(self.object.wait(), how)
        self.note(who, 'has waited')

    @asyncio.coroutine
    def op_set(self, who):
        self.note(who, 'sets')
        self.object.set()

    @asyncio.coroutine
    def op_clear(self, who):
        self.note(who, 'clears')
        self.object.clear()

    @asyncio.coroutine
    def op_put(self, who, how, priority):
        number = self.items
        self.items += 1
        self.note(who, 'puts %d' % number)
        if how == 'nowait':
            self.object.put_nowait([priority, number])
        else:
            yield from self.waited(self.object.put([priority, number]), how)
        self.note(who, 'has put %d' % number)

    @asyncio.coroutine
    def op_get(self, who, how, when):
        self.note(who, 'gets')
        if how == 'nowait':
            item = self.object.get_nowait()
        else:
            item = yield from self.waited(self.object.get(), how)
        self.note(who, 'has got %d' % item[1])
        try:
            yield from pause(*when)
        finally:
            self.object.task_done()

    @asyncio.coroutine
    def op_join(self, who):
        self.note(who, 'joins')
        yield from self.object.join()
        self.note(who, 'has joined')
