"""The scenarios of scenarios.ts."""

import asyncio

SCENARIOS = {}


def scenario(name):
    def register(function):
        SCENARIOS[name] = function
        return function
    return register


@asyncio.coroutine
def set_after(seconds, future, error=None):
    yield from asyncio.sleep(seconds)
    if future.done():
        return
    if error is None:
        future.set_result('value')
    else:
        future.set_exception(error)


def wait_for_jobs(name, **options):
    @scenario(name)
    def main(w):
        tasks = [w.helper(w.job('a', 1)),
                 w.helper(w.failing_job('b', 2)),
                 w.helper(w.job('c', 3))]
        done, pending = yield from w.at('wait', asyncio.wait(tasks, **options))
        return [len(done), len(pending)]


def gather_jobs(name, **options):
    @scenario(name)
    def main(w):
        gathered = asyncio.gather(w.job('a', 1), w.tidy_job('b', 2), **options)
        return (yield from w.at('gather', w.watch('gathered', gathered)))


def complete_jobs(name, timeout=None):
    @scenario(name)
    def main(w):
        tasks = [w.helper(w.job('a', 2)), w.helper(w.job('b', 1)), w.helper(w.job('c', 3))]
        results = []
        for coro in asyncio.as_completed(tasks, timeout=timeout):
            try:
                results.append((yield from w.at('next', coro)))
            except asyncio.TimeoutError:
                results.append('late')
        return results


def wait_for_job(name, job, timeout=None):
    @scenario(name)
    def main(w):
        try:
            return (yield from w.at('wait_for', asyncio.wait_for(job(w), timeout)))
        except asyncio.TimeoutError:
            return 'late'


@scenario('sleep')
def sleep(w):
    return (yield from w.at('sleep', asyncio.sleep(1, 'slept')))


@scenario('sleep(0)')
def sleep_0(w):
    return (yield from w.at('sleep', asyncio.sleep(0, 'slept')))


@scenario('sleep before now')
def sleep_before_now(w):
    return (yield from w.at('sleep', asyncio.sleep(-1, 'slept')))


@scenario('future')
def future(w):
    future = w.watch('future', w.loop.create_future())
    w.helper(set_after(1, future))
    return (yield from w.at('future', future))


@scenario('future that fails')
def failing_future(w):
    future = w.loop.create_future()
    w.helper(set_after(1, future, ValueError('x')))
    try:
        return (yield from w.at('future', future))
    except ValueError:
        return (yield from w.at('consolation', asyncio.sleep(1, 'consoled')))


@scenario('task')
def task(w):
    return (yield from w.at('task', w.start(w.job('a', 1))))


@scenario('task that tidies up')
def tidy_task(w):
    return (yield from w.at('task', w.start(w.tidy_job('a', 1))))


@scenario('task that refuses')
def stubborn_task(w):
    result = yield from w.at('task', w.start(w.stubborn_job('a', 1)))
    return [result, (yield from w.at('sleep', asyncio.sleep(1, 'slept')))]


@scenario('coroutines that tidy up')
def tidy_coroutines(w):
    @asyncio.coroutine
    def inner():
        try:
            return (yield from w.at('work', asyncio.sleep(1, 'work')))
        finally:
            yield from w.at('inner finally', asyncio.sleep(1))

    @asyncio.coroutine
    def middle():
        try:
            return (yield from w.at('inner', inner()))
        finally:
            yield from w.at('middle finally', asyncio.sleep(0))
            yield from w.at('middle finally, too', asyncio.sleep(1))

    try:
        return (yield from w.at('middle', middle()))
    finally:
        yield from w.at('outer finally', w.start(w.job('a', 1)))


@scenario('very many coroutines that tidy up')
def many_coroutines(w):
    tidied = 0

    @asyncio.coroutine
    def level(depth):
        nonlocal tidied
        if depth == 0:
            return (yield from w.at('work', asyncio.sleep(1, 'work')))
        try:
            return (yield from level(depth - 1))
        finally:
            if depth == 150:
                yield from w.at('finally', asyncio.sleep(1))
            tidied += 1

    try:
        return (yield from level(300))
    finally:
        w.others.append('tidied %d' % tidied)


@scenario('plain generators that tidy up')
def plain_generators(w):
    def inner():
        try:
            return (yield from w.at('work', asyncio.sleep(1, 'work')))
        finally:
            yield from w.at('inner finally', asyncio.sleep(1))

    def middle():
        try:
            return (yield from inner())
        finally:
            yield
            yield from w.at('middle finally', asyncio.sleep(1))

    return (yield from w.at('middle', middle()))


@scenario('coroutine that goes on')
def stubborn_coroutine(w):
    try:
        yield from w.at('first', asyncio.sleep(1))
    except asyncio.CancelledError:
        yield from w.at('excuse', asyncio.sleep(1))
    return (yield from w.at('second', asyncio.sleep(1, 'second')))


wait_for_jobs('wait, ALL_COMPLETED', return_when='ALL_COMPLETED')
wait_for_jobs('wait, FIRST_COMPLETED', return_when='FIRST_COMPLETED')
wait_for_jobs('wait, FIRST_EXCEPTION', return_when='FIRST_EXCEPTION')
wait_for_jobs('wait, ALL_COMPLETED, in time', timeout=50)
wait_for_jobs('wait, FIRST_COMPLETED, in time', timeout=50, return_when='FIRST_COMPLETED')
wait_for_jobs('wait, FIRST_EXCEPTION, in time', timeout=50, return_when='FIRST_EXCEPTION')
wait_for_jobs('wait, ALL_COMPLETED, too late', timeout=1.5)
wait_for_jobs('wait, FIRST_COMPLETED, too late', timeout=0.5, return_when='FIRST_COMPLETED')
wait_for_jobs('wait, FIRST_EXCEPTION, too late', timeout=1.5, return_when='FIRST_EXCEPTION')


@scenario('wait for coroutines')
def wait_for_coroutines(w):
    coros = [w.job('a', 1), w.tidy_job('b', 2)]
    done, _ = yield from w.at('wait', asyncio.wait(coros))
    return sorted(task.result() for task in done)


wait_for_job('wait_for, in time', lambda w: w.job('a', 1), 50)
wait_for_job('wait_for, too late', lambda w: w.job('a', 5), 1)
wait_for_job('wait_for, just in time', lambda w: w.job('a', 1), 1)
wait_for_job('wait_for without a timeout', lambda w: w.job('a', 1))
wait_for_job('wait_for one that tidies up', lambda w: w.tidy_job('a', 5), 1)
wait_for_job('wait_for one that refuses', lambda w: w.stubborn_job('a', 5), 1)
wait_for_job('wait_for a task', lambda w: w.start(w.job('a', 1)), 50)
wait_for_job('wait_for a gather', lambda w: asyncio.gather(w.job('a', 1), w.job('b', 5)), 2)
wait_for_job('wait_for a shield', lambda w: asyncio.shield(w.helper(w.job('a', 5))), 2)
gather_jobs('gather')
gather_jobs('gather, return_exceptions', return_exceptions=True)


@scenario('gather, one fails')
def gather_failing(w):
    failing = w.failing_job('a', 1)
    try:
        return (yield from w.at('gather', asyncio.gather(failing, w.job('b', 2))))
    except ValueError:
        return 'failed'


@scenario('gather, return_exceptions, one fails')
def gather_exceptions(w):
    failing = w.failing_job('a', 1)
    both = asyncio.gather(failing, w.job('b', 2), return_exceptions=True)
    return len((yield from w.at('gather', both)))


@scenario('gather, one refuses')
def gather_stubborn(w):
    return (yield from w.at('gather', asyncio.gather(w.stubborn_job('a', 1), w.job('b', 2))))


@scenario('gather, return_exceptions, one refuses')
def gather_stubborn_exceptions(w):
    children = [w.stubborn_job('a', 1), w.job('b', 2)]
    both = asyncio.gather(*children, return_exceptions=True)
    return (yield from w.at('gather', both))


@scenario('gather in a gather')
def gather_in_gather(w):
    inner = asyncio.gather(w.job('a', 1), w.job('b', 2))
    return (yield from w.at('gather', asyncio.gather(inner, w.job('c', 3))))


@scenario('shield')
def shield(w):
    inner = w.helper(w.job('a', 2))
    return (yield from w.at('shield', w.watch('outer', asyncio.shield(inner))))


@scenario('shield of one that fails')
def shield_failing(w):
    inner = w.start(w.failing_job('a', 1))
    try:
        return (yield from w.at('shield', asyncio.shield(inner)))
    except ValueError:
        return 'failed'


@scenario('shield, and wait for the rest')
def shield_and_wait(w):
    inner = w.helper(w.job('a', 2))
    try:
        return (yield from w.at('shield', asyncio.shield(inner)))
    except asyncio.CancelledError:
        yield from w.at('rest', asyncio.wait([inner]))
        raise


complete_jobs('as_completed')
complete_jobs('as_completed, in time', 50)
complete_jobs('as_completed, too late', 1.5)


@scenario('as_completed over coroutines')
def complete_coroutines(w):
    results = []
    for coro in asyncio.as_completed([w.job('a', 2), w.job('b', 1)]):
        results.append((yield from w.at('next', coro)))
    return results


@scenario('run_coroutine_threadsafe')
def threadsafe(w):
    future = asyncio.run_coroutine_threadsafe(w.job('a', 1), w.loop)
    return (yield from w.at('wrap_future', asyncio.wrap_future(future)))


@scenario('run_coroutine_threadsafe, tidying up')
def threadsafe_tidy(w):
    future = asyncio.run_coroutine_threadsafe(w.tidy_job('a', 1), w.loop)
    return (yield from w.at('wrap_future', asyncio.wrap_future(future)))


@scenario('run_coroutine_threadsafe, failing')
def threadsafe_failing(w):
    failing = w.failing_job('a', 1)
    future = asyncio.run_coroutine_threadsafe(failing, w.loop)
    try:
        return (yield from w.at('wrap_future', asyncio.wrap_future(future)))
    except ValueError:
        return 'failed'
