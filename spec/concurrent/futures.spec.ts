import { describe, expect, it, vi } from 'vitest';
import * as futures from '../../lib/concurrent/futures';
import * as errors from '../../lib/errors';
import { host } from '../../lib/host';
import { repr } from '../../lib/reprlib';
import { has_python36, normalise, python36, without_python36 } from '../support/python36';

function attempt(act: () => unknown): string {
  try {
    return repr(act());
  } catch (error) {
    return repr(error);
  }
}

describe('concurrent.futures', () => {
  it('has its errors from one place', () => {
    expect(futures.Error).toBe(errors.FuturesError);
    expect(futures.CancelledError).toBe(errors.CancelledError);
    expect(futures.TimeoutError).toBe(errors.TimeoutError);
  });

  it.skipIf(!has_python36)(`has the names of CPython, pools apart${without_python36}`, () => {
    const { stdout } = python36([
      '-c',
      "import concurrent.futures as f; print(*[n for n in dir(f) if n[0] != '_'])",
    ]);
    const theirs = stdout.split(/\s+/).filter((name) => name !== '');
    const later = ['ProcessPoolExecutor', 'ThreadPoolExecutor', 'process', 'thread'];
    const missing = theirs.filter((name) => !(name in futures) && !later.includes(name));
    expect(theirs).toContain('Future');
    expect(missing).toEqual([]);
  });

  it.skipIf(!has_python36)(`says what CPython says${without_python36}`, async () => {
    const program = `
import concurrent.futures as cf, logging
logging.lastResort.setLevel(60)
def attempt(act):
    try: print(repr(act()))
    except Exception as exc: print(repr(exc))
f = cf.Future(); attempt(lambda: f)
attempt(lambda: f.result(0)); attempt(lambda: f.exception(timeout=0))
attempt(f.set_running_or_notify_cancel); attempt(lambda: f); attempt(f.cancel)
attempt(f.set_running_or_notify_cancel)
f.set_result(None); attempt(lambda: f); attempt(f.result); attempt(f.exception)
f.set_exception(ValueError('q')); attempt(lambda: f); attempt(f.result); attempt(f.exception)
f.set_exception(ValueError); attempt(lambda: f); attempt(f.result); attempt(f.exception)
attempt(lambda: f.add_done_callback(lambda f: f.result()))
c = cf.Future(); attempt(c.cancel); attempt(lambda: c); attempt(c.result); attempt(lambda: c._state)
attempt(c.set_running_or_notify_cancel); attempt(lambda: c); attempt(c.exception); attempt(lambda: c._state)
p = cf.Future()
attempt(lambda: cf.wait([p, f], timeout=0))
attempt(lambda: cf.wait([], return_when='x'))
attempt(lambda: cf.wait([p], return_when='x'))
attempt(lambda: cf.wait([p], limit=1))
attempt(lambda: cf.as_completed([p], limit=1))
attempt(lambda: cf.Executor().submit(int))
attempt(lambda: cf.Executor().map(int, [1], limit=1))
`;
    const { Executor, Future, as_completed, wait } = futures;
    const stderr = vi.spyOn(host, 'write_stderr').mockImplementation(() => {});
    const f = new Future<unknown>();
    const ours: string[] = [];
    const say = (act: () => unknown) => ours.push(attempt(act));
    const say_all = (future: InstanceType<typeof Future>) => {
      say(() => future);
      say(() => future.result());
      say(() => future.exception());
    };
    say(() => f);
    say(() => f.result(0));
    say(() => f.exception({ timeout: 0 }));
    say(() => f.set_running_or_notify_cancel());
    say(() => f);
    say(() => f.cancel());
    say(() => f.set_running_or_notify_cancel());
    f.set_result(undefined);
    say_all(f);
    f.set_exception(new errors.ValueError('q'));
    say_all(f);
    f.set_exception(errors.ValueError);
    say_all(f);
    say(() => f.add_done_callback((done) => done.result()));
    const c = new Future();
    say(() => c.cancel());
    say(() => c);
    say(() => c.result());
    say(() => c._state);
    say(() => c.set_running_or_notify_cancel());
    say(() => c);
    say(() => c.exception());
    say(() => c._state);
    const p = new Future();
    ours.push(repr(await wait([p, f], { timeout: 0 })));
    ours.push(repr(await wait([], { return_when: 'x' as never })));
    say(() => wait([p], { return_when: 'x' as never }));
    say(() => wait([p], { limit: 1 } as never));
    say(() => as_completed([p], { limit: 1 } as never));
    say(() => new Executor().submit(Number));
    say(() => new Executor().map(Number, [1], { limit: 1 } as never));
    stderr.mockRestore();
    const { stdout } = python36(['-c', program]);
    expect(normalise(ours.join('\n'))).toBe(normalise(stdout.trimEnd()));
  });
});
