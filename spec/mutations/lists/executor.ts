import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'concurrent/waiting.ts',
    specs: ['spec/concurrent/waiting.spec.ts', 'spec/concurrent/executor.spec.ts'],
    mutations: [
      {
        name: 'wait() of concurrent futures does not end with the first',
        find: 'return_when === FIRST_COMPLETED || (',
        replace: '(',
      },
      {
        name: 'wait() of concurrent futures does not end with an exception',
        find: '(return_when === FIRST_EXCEPTION && has_raised(future))',
        replace: '(return_when === FIRST_EXCEPTION && !future)',
      },
      {
        name: 'wait() of concurrent futures leaves its callbacks',
        find: 'remove_waiter(futures, waiter);\n      resolve',
        replace: 'resolve',
      },
      {
        name: 'as_completed() of concurrent futures has no limit of time',
        find: 'if (expired) throw new TimeoutError(`',
        replace: 'if (expired && waiting.size < 0) throw new TimeoutError(`',
      },
      {
        name: 'as_completed() of concurrent futures forgets those that were done',
        find: 'let finished = [...waiting].filter(is_settled);',
        replace: 'let finished: F[] = [];',
      },
    ],
  },
  {
    file: 'concurrent/thread.ts',
    specs: [
      'spec/conformance/test_events.5',
      'spec/conformance/test_futures.3',
      'spec/conformance/test_base_events.2',
      'spec/concurrent/thread.spec.ts',
    ],
    mutations: [
      {
        name: 'an executor runs its calls here',
        find: 'return this._pool.submit(dumps([fn, ...args])) as Future<Awaited<R>>;',
        replace:
          'const here = new RealFuture<Awaited<R>>();\n    here.set_result(fn(...args) as Awaited<R>);\n    return here;',
        also: [
          {
            find: "import type { Future } from './future';",
            replace: "import { type Future, Future as RealFuture } from './future';",
          },
        ],
      },
      {
        name: 'an executor without threads is made',
        find: "if (this._max_workers <= 0) throw new ValueError('max_workers must be greater than 0');",
        replace: '',
      },
      {
        name: 'an executor takes calls after its shutdown',
        find: "if (this._shutdown) throw new RuntimeError('cannot schedule new futures after shutdown');",
        replace: '',
      },
      {
        name: 'the shutdown of an executor never waits',
        find: 'return waits ? this._pool.gone : Promise.resolve();',
        replace: 'return waits ? Promise.resolve() : Promise.resolve();',
      },
    ],
  },
  {
    file: 'concurrent/worker_pool.ts',
    specs: ['spec/concurrent/thread.spec.ts'],
    mutations: [
      {
        name: 'a pool that is broken takes calls',
        find: 'if (this._death !== undefined) {\n      throw',
        replace: 'if (this._max_workers < 0) {\n      throw',
      },
      {
        name: 'a pool has one thread more',
        find: 'this._running.size < this._max_workers',
        replace: 'this._running.size <= this._max_workers',
      },
      {
        name: 'a call that was cancelled runs',
        find: 'if (job.future.set_running_or_notify_cancel()) void this._run(job);',
        replace: 'job.future.set_running_or_notify_cancel();\n      void this._run(job);',
      },
      {
        name: 'a thread goes on with no other call',
        find: '} finally {\n      this._run_jobs();\n    }',
        replace: '} finally {\n    }',
      },
      {
        name: 'a thread that dies leaves the calls that run',
        find: '[...this._running, ...queued]',
        replace: 'queued',
      },
      {
        name: 'a thread that dies leaves the calls that wait',
        find: '[...this._running, ...queued]',
        replace: 'this._running',
      },
      {
        name: 'a pool that breaks does not say why',
        find: "terminated abruptly while the future was running or pending.',\n          { cause },",
        replace: "terminated abruptly while the future was running or pending.',",
      },
      {
        name: 'a pool that is closed does not wait for what runs',
        find: 'if (!this._closing || this._running.size > 0) return;',
        replace: 'if (!this._closing) return;',
      },
      {
        name: 'the threads of a pool that is closed stay',
        find: 'else void this._piscina.destroy().then(this._resolve_gone);',
        replace: 'else this._resolve_gone();',
      },
      {
        name: 'an error beside a call is not logged',
        find: "LOGGER.critical('Exception in worker', { exc_info: error });",
        replace: '',
      },
      {
        name: 'an error beside a call leaves the pool as it is',
        find: 'this._break(error);',
        replace: '',
      },
      {
        name: 'what a thread has thrown is a result',
        find: 'future.set_exception(error);\n    return;',
        replace: 'future.set_result(error);\n    return;',
      },
      {
        name: 'a call leaves nothing behind that goes on',
        find: "atomics: 'disabled',",
        replace: '',
      },
    ],
  },
];
