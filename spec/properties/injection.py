"""The same as injection.ts, on CPython."""

import asyncio
import re

import vloop

TICKS = 4
AFTERMATH = 8
MEANWHILE = ('meanwhile', 'at once', 'again', 'again, later')


class Victim(asyncio.Task):
    def __init__(self, world, coro, mode, point):
        self.world, self.mode, self.point = world, mode, point
        self.steps = 0
        self.injected = False
        super().__init__(coro, loop=world.loop)
        self.has_suspended()

    def _step(self, exc=None):
        if self.mode == 'before' and self.steps == self.point:
            self.inject()
        self.steps += 1
        super()._step(exc)
        if not self.done():
            self.has_suspended()

    def has_suspended(self):
        if self.steps == self.point and self.mode == 'after':
            self.inject()
        if self.steps == self.point and self.mode in MEANWHILE:
            self.inject_later(2 if self.mode == 'at once' else 1)
        if self.injected and self.steps == self.point + 1:
            if self.mode == 'again':
                self.inject()
            if self.mode == 'again, later':
                self.inject_later(1)

    def inject_later(self, times):
        steps = self.steps

        def later(ticks):
            if self.done() or self.steps != steps:
                return
            if ticks > 0:
                self._loop.call_soon(later, ticks - 1)
            else:
                for _ in range(times):
                    self.inject()

        later(TICKS)

    def inject(self):
        self.injected = True
        self.world.log.append('cancel() in ' + (self.world.places or ['nothing'])[-1])
        self.cancel()


class World:
    def __init__(self):
        self.loop = vloop.VirtualLoop()
        self.tasks = []
        self.loop.on_task = self.tasks.append
        self.log = []
        self.others = []
        self.places = []
        self.watched = {}
        self.helpers = set()

    @asyncio.coroutine
    def at(self, place, awaitable):
        self.places.append(place)
        try:
            result = yield from awaitable
            self.log.append(place + ': done')
            return result
        except Exception as exc:
            self.log.append('%s: %s' % (place, type(exc).__name__))
            raise
        finally:
            self.places.pop()

    def start(self, coro):
        return self.loop.create_task(coro)

    def helper(self, coro):
        task = self.loop.create_task(coro)
        self.helpers.add(task)
        return task

    @asyncio.coroutine
    def job(self, result, seconds):
        try:
            yield from asyncio.sleep(seconds)
            self.others.append('%s: done' % result)
            return result
        except Exception as exc:
            self.others.append('%s: %s' % (result, type(exc).__name__))
            raise

    @asyncio.coroutine
    def tidy_job(self, result, seconds):
        try:
            return (yield from self.job(result, seconds))
        finally:
            yield from self.job('%s tidies up' % result, 2)

    @asyncio.coroutine
    def stubborn_job(self, result, seconds):
        try:
            return (yield from self.job(result, seconds))
        except asyncio.CancelledError:
            return result

    @asyncio.coroutine
    def failing_job(self, name, seconds):
        yield from self.job(name, seconds)
        raise ValueError(name)

    def watch(self, name, thing):
        self.watched[name] = thing
        return thing

    def states(self):
        return {name: state(thing) for name, thing in self.watched.items()}

    def pending(self):
        return ['%s %d %s' % ('helper' if task in self.helpers else 'task', i, state(task))
                for i, task in enumerate(self.tasks) if not task.done()]

    def timers(self):
        waiters = [task._fut_waiter for task in self.tasks if not task.done()]
        return sorted(handle._when for handle in self.loop._scheduled
                      if not handle._cancelled
                      and not any(handle._args[:1] == (waiter,) for waiter in waiters))


def state(thing):
    if isinstance(thing, asyncio.Future):
        return 'done' if thing.done() else 'callbacks=%d' % len(thing._callbacks)
    if isinstance(thing, asyncio.Queue):
        return str(thing)
    return re.search(r'\[.*\]', repr(thing)).group()


def outcome_of(task):
    if not task.done():
        return 'pending'
    if task.cancelled():
        return 'cancelled'
    if task.exception() is not None:
        return 'raised %r' % task.exception()
    return 'returned %r' % (task.result(),)


def settle(loop):
    try:
        loop.run_forever()
    except vloop.Deadlock:
        pass


def inject(scenario, mode, point):
    """The report; its 'reports' are complete only when the garbage has been collected."""
    world = World()
    loop = world.loop
    reports = []

    def handler(_, context):
        exception = context.get('exception')
        name = '' if exception is None else type(exception).__name__
        reports.append('%s %s' % (context['message'], name))

    loop.set_exception_handler(handler)
    asyncio.set_event_loop(loop)
    victim = Victim(world, asyncio.coroutine(scenario)(world), mode, point)
    victim.add_done_callback(lambda _: loop.stop())
    settle(loop)
    for _ in range(AFTERMATH):
        loop.call_soon(loop.stop)
        loop.run_forever()
    pending, timers, states = world.pending(), world.timers(), world.states()
    settle(loop)
    end = {'time': loop.time(), 'pending': world.pending(), 'states': world.states()}
    victim._log_destroy_pending = False
    for task in world.helpers:
        if task.done() and not task.cancelled():
            task.exception()
    report = {
        'steps': victim.steps, 'outcome': outcome_of(victim),
        'log': list(world.log), 'others': list(world.others),
        'pending': pending, 'timers': timers, 'states': states, 'end': end,
        'reports': reports,
    }
    asyncio.set_event_loop(None)
    loop.close()
    del loop.keep[:]
    return report
