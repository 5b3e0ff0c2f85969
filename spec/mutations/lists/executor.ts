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
];
