import { describe, expect, it, vi } from 'vitest';
import { BaseException, ValueError } from '../lib/errors';
import { Future } from '../lib/futures';
import type { ExceptionContext } from '../lib/handles';
import { host } from '../lib/host';
import * as asyncio from '../lib/index';
import { type Report, send_reports, unwatch, watch } from '../lib/reports';
import { repr } from '../lib/reprlib';
import { VirtualTimeLoop } from '../lib/test_utils';
import { forget, record_log } from './conformance/garbage';
import { normalise } from './support/python36';
import { contexts, loop, use_reported_loop } from './support/reported';

use_reported_loop();

const messages = (): unknown[] => contexts.map(({ message }) => message);

function failed(text = 'q', cls: typeof Future = Future): Future<unknown> {
  const future = new cls({ loop });
  future.set_exception(new ValueError(text));
  return future;
}

/** A few turns of the host, each with a collection. */
async function collect(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
}

describe('an exception that nobody has read', () => {
  it('is reported when the future is collected: message, exception, future', async () => {
    const error = new ValueError('q');
    await forget(() => {
      const future = loop.create_future();
      future.set_exception(error);
      return future;
    });
    expect(contexts).toHaveLength(1);
    const { message, exception, future, ...rest } = contexts[0] as ExceptionContext;
    expect(message).toBe('Future exception was never retrieved');
    expect(exception).toBe(error);
    expect(repr(future)).toBe("<Future finished exception=ValueError('q',)>");
    expect(rest).toEqual({});
  });

  it('is reported under the name of a subclass', async () => {
    class MyFuture<T> extends Future<T> {}
    await forget(() => failed('q', MyFuture as typeof Future));
    expect(messages()).toEqual(['MyFuture exception was never retrieved']);
    expect(repr(contexts[0]?.future)).toBe("<MyFuture finished exception=ValueError('q',)>");
  });

  it('is reported for a task', async () => {
    const fail = asyncio.coroutine(function* fail(): asyncio.Coroutine<void> {
      throw new ValueError('q');
    });
    await forget(() => {
      const task = loop.create_task(fail());
      loop._run_once();
      return task;
    });
    expect(messages()).toEqual(['Task exception was never retrieved']);
    expect(normalise(repr(contexts[0]?.future))).toBe(
      "<Task finished coro=<fail() done, defined at FILE:LINE> exception=ValueError('q',)>",
    );
  });

  it('is reported once', async () => {
    await forget(() => failed());
    loop.close();
    send_reports(loop);
    await collect();
    expect(messages()).toHaveLength(1);
  });

  it('is reported with the place of creation in debug mode', async () => {
    loop.set_debug(true);
    await forget(() => failed());
    expect(messages()).toEqual(['Future exception was never retrieved']);
    const { source_traceback, future } = contexts[0] as ExceptionContext;
    expect(source_traceback?.last).toMatchObject({ file: __filename, name: 'failed' });
    expect(normalise(repr(future))).toBe(
      "<Future finished exception=ValueError('q',) created at FILE:LINE>",
    );
  });

  it('is reported when the callbacks were called, but did not read it', async () => {
    await forget(() => {
      const future = loop.create_future();
      future.add_done_callback(() => {});
      future.set_exception(new ValueError('q'));
      loop._run_once();
      return future;
    });
    expect(messages()).toHaveLength(1);
  });

  it.each<[string, (future: Future<unknown>) => unknown]>([
    ['result() raised it', (future) => expect(() => future.result()).toThrow(ValueError)],
    ['exception() gave it', (future) => expect(future.exception()).toBeInstanceOf(ValueError)],
    ['cancel(), which has no other effect', (future) => expect(future.cancel()).toBe(false)],
    [
      '_log_traceback was set to false',
      (future) => {
        future._log_traceback = false;
      },
    ],
    [
      'it was read, though _log_traceback was set to true twice',
      (future) => {
        future._log_traceback = true;
        expect(future.exception()).toBeInstanceOf(ValueError);
      },
    ],
    [
      'a coroutine waited for it',
      (future) => {
        expect(() => future[Symbol.iterator]().next()).toThrow(ValueError);
      },
    ],
  ])('is not reported after %s', async (_, read) => {
    await forget(() => {
      const future = failed();
      expect(future._log_traceback).toBe(true);
      read(future);
      expect(future._log_traceback).toBe(false);
      return future;
    });
    loop.close();
    expect(contexts).toEqual([]);
  });

  it('is not reported when it is read in a later turn', async () => {
    const future = failed();
    await collect();
    expect(future.exception()).toBeInstanceOf(ValueError);
    loop.close();
    await collect();
    expect(contexts).toEqual([]);
  });

  it('is not reported for futures that are pending, cancelled, or have a result', async () => {
    await forget(() => loop.create_future());
    await forget(() => {
      const future = loop.create_future();
      future.set_result(new ValueError('a value'));
      return future;
    });
    await forget(() => {
      const future = loop.create_future();
      future.cancel();
      return future;
    });
    loop.close();
    expect(contexts).toEqual([]);
  });

  it('is not reported while the future is in use', async () => {
    const future = failed();
    await collect();
    expect(contexts).toEqual([]);
    future.cancel();
  });

  it('is reported though the stack of the exception leads back to the future', async () => {
    class Owner {
      readonly future = loop.create_future();

      constructor(readonly cause?: Error) {}

      // V8 keeps the `this` of this frame until somebody reads the stack.
      fail(): void {
        const error = new ValueError('q', this.cause && { cause: this.cause });
        this.future.set_exception(error);
      }

      error(): Error {
        return new ValueError('cause');
      }
    }
    await forget(() => {
      const owner = new Owner();
      owner.fail();
      return owner.future;
    });
    await forget(() => {
      const inner = new Owner();
      const outer = new Owner(inner.error());
      outer.fail();
      inner.future.set_exception(outer.future.exception());
      return inner.future;
    });
    expect(messages()).toHaveLength(2);
  });

  it('is reported though its causes go round in a circle', async () => {
    await forget(() => {
      const [one, two] = [new ValueError('one'), new ValueError('two')];
      Object.assign(one, { cause: two });
      Object.assign(two, { cause: one });
      const future = loop.create_future();
      future.set_exception(one);
      return future;
    });
    expect(messages()).toHaveLength(1);
  });

  it('is reported in debug mode though the place of creation leads back to the future', async () => {
    loop.set_debug(true);
    class Owner {
      future: Future<unknown> | undefined;

      create(): Future<unknown> {
        this.future = loop.create_future();
        return this.future;
      }
    }
    await forget(() => {
      const future = new Owner().create();
      future.set_exception(new ValueError('q'));
      return future;
    });
    expect(messages()).toHaveLength(1);
  });

  it('is reported for an exception that is no error, and one whose stack cannot be read', async () => {
    const odd = new ValueError('odd');
    Object.defineProperty(odd, 'stack', {
      get: () => {
        throw new ValueError('no stack');
      },
    });
    for (const exception of ['text', 0, odd]) {
      await forget(() => {
        const future = loop.create_future();
        future.set_exception(exception);
        return future;
      });
    }
    expect(contexts.map(({ exception }) => exception)).toEqual(['text', 0, odd]);
  });
});

describe('the default exception handler', () => {
  it('logs it in the words of CPython', async () => {
    loop.set_exception_handler(undefined);
    const log = record_log();
    const error = new ValueError('q');
    await forget(() => {
      const future = loop.create_future();
      future.set_exception(error);
      return future;
    });
    expect(log).toMatchObject([
      {
        name: 'asyncio',
        levelname: 'ERROR',
        message:
          "Future exception was never retrieved\nfuture: <Future finished exception=ValueError('q',)>",
        exc_info: error,
      },
    ]);
  });

  it('logs in debug mode where the future was created', async () => {
    loop.set_debug(true);
    loop.set_exception_handler(undefined);
    const log = record_log();
    await forget(() => failed());
    const lines = normalise(log[0]?.message ?? '').split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'Future exception was never retrieved',
      "future: <Future finished exception=ValueError('q',) created at FILE:LINE>",
      'source_traceback: Object created at (most recent call last):',
    ]);
    expect(lines.slice(-2)).toEqual([
      '  FILE:LINE, in failed',
      '    const future = new cls({ loop });',
    ]);
  });
});

describe('the close of a loop', () => {
  it('reports every exception that is unread, with the future itself, in order', async () => {
    const one = failed('one');
    await collect();
    const two = failed('two');
    loop.close();
    expect(contexts).toHaveLength(2);
    expect(contexts[0]?.future).toBe(one);
    expect(contexts[1]?.future).toBe(two);
  });

  it('reports it once: neither later closes nor the collection do it again', async () => {
    const reported: unknown[] = [];
    loop.set_exception_handler((_loop, { message }) => reported.push(message));
    await forget(() => {
      const future = failed();
      loop.close();
      loop.close();
      return future;
    });
    expect(reported).toHaveLength(1);
  });

  it('does not report what belongs to another loop', () => {
    const other = new VirtualTimeLoop();
    const future = failed();
    other.close();
    expect(contexts).toEqual([]);
    future.cancel();
  });

  it('does not keep an exception from being reported that comes later', async () => {
    loop.close();
    await forget(() => failed());
    expect(messages()).toHaveLength(1);
  });

  it('comes too early for an exception that is read after it, unlike in CPython', () => {
    const future = failed();
    loop.close();
    expect(future.exception()).toBeInstanceOf(ValueError);
    expect(messages()).toHaveLength(1);
  });

  it('shows what a report raises, goes on with the others, and raises nothing', () => {
    const write = vi.spyOn(host, 'write_stderr').mockImplementation(() => {});
    const log = record_log();
    try {
      class Fatal extends BaseException {}
      loop.set_exception_handler((_loop, context) => {
        contexts.push(context);
        if (contexts.length === 1) throw new Fatal('from the handler');
        if (contexts.length === 2) throw new ValueError('from the handler');
      });
      failed('one');
      failed('two');
      failed('three');
      loop.close();
      expect(messages()).toHaveLength(3);
      expect(write.mock.calls).toHaveLength(1);
      expect(write.mock.calls[0]?.[0]).toMatch(
        /^Exception ignored in: UnreadException\nFatal: from the handler\n {4}at (.|\n)*\n$/,
      );
      expect(log.map(({ message }) => message.split('\n')[0])).toEqual([
        'Unhandled error in exception handler',
      ]);
    } finally {
      write.mockRestore();
    }
  });
});

describe('watch and unwatch', () => {
  function report(sent: unknown[], owner?: object): Report {
    return { loop: owner, send: (subject) => sent.push(subject) };
  }

  it('send the report without the subject when that is collected', async () => {
    const sent: unknown[] = [];
    await forget(() => {
      const subject = {};
      watch(subject, report(sent));
      return subject;
    });
    expect(sent).toEqual([undefined]);
  });

  it('send it with the subject when the loop is closed that it belongs to', async () => {
    const sent: unknown[] = [];
    const [owner, young, old] = [{}, { name: 'young' }, { name: 'old' }];
    watch(old, report(sent, owner));
    await collect();
    watch(young, report(sent, owner));
    send_reports({});
    expect(sent).toEqual([]);
    send_reports(owner);
    send_reports(owner);
    expect(sent).toEqual([old, young]);
  });

  it('send nothing that was withdrawn, in the same turn or later, not even twice', async () => {
    const sent: unknown[] = [];
    const owner = {};
    const reports = [report(sent, owner), report(sent, owner)] as const;
    const subjects = [{}, {}];
    for (const one of reports) watch(subjects[0] as object, one);
    unwatch(reports[0]);
    unwatch(reports[0]);
    await collect();
    unwatch(reports[1]);
    unwatch(reports[1]);
    send_reports(owner);
    expect(sent).toEqual([]);
  });

  it('let several reports watch one subject', async () => {
    const sent: unknown[] = [];
    await forget(() => {
      const subject = {};
      for (let i = 0; i < 3; i++) watch(subject, report(sent));
      return subject;
    });
    expect(sent).toEqual([undefined, undefined, undefined]);
  });

  it('detach a report from its subject at the end of the turn, if it is still watched', async () => {
    const detached: string[] = [];
    const one = (name: string): Report => ({
      loop: undefined,
      send: () => {},
      detach: () => detached.push(name),
    });
    const [kept, withdrawn] = [one('kept'), one('withdrawn')];
    const subject = {};
    watch(subject, kept);
    watch(subject, withdrawn);
    unwatch(withdrawn);
    expect(detached).toEqual([]);
    await Promise.resolve();
    expect(detached).toEqual(['kept']);
    await collect();
    expect(detached).toEqual(['kept']);
    unwatch(kept);
  });

  it('may be used from within a report', () => {
    const sent: unknown[] = [];
    const owner = {};
    const subject = { name: 'subject' };
    const second = report(sent, owner);
    const first: Report = {
      loop: owner,
      send: () => {
        sent.push('first');
        watch(subject, second);
      },
    };
    watch(subject, first);
    send_reports(owner);
    expect(sent).toEqual(['first']);
    send_reports(owner);
    expect(sent).toEqual(['first', subject]);
  });
});
