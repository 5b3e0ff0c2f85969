import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'queues.ts',
    specs: ['spec/conformance/test_queues', 'spec/queues/'],
    mutations: [
      {
        name: 'queues.py: Queue.get: cancelled getter wakes nobody',
        find: 'if (!this.empty() && !getter.cancelled()) this._wakeup_next(this._getters);',
        replace: '',
      },
      {
        name: 'queues.py: Queue.get: cancelled getter stays queued',
        find: 'this._getters.remove(getter);',
        replace: '',
      },
      {
        name: 'queues.py: Queue.put: cancelled putter wakes nobody',
        find: 'if (!this.full() && !putter.cancelled()) this._wakeup_next(this._putters);',
        replace: '',
      },
      {
        name: 'queues.py: Queue.get: no recheck',
        find: 'while (this.empty()) {',
        replace: 'if (this.empty()) {',
      },
      {
        name: 'queues.py: Queue.put: no recheck',
        find: 'while (this.full()) {',
        replace: 'if (this.full()) {',
      },
      {
        name: 'queues.py: Queue.get_nowait wakes no putter',
        find: 'const item = this._get();\n    this._wakeup_next(this._putters);',
        replace: 'const item = this._get();',
      },
      {
        name: 'queues.py: Queue wakes all waiters',
        find: 'waiter.set_result(undefined);\n      return;',
        replace: 'waiter.set_result(undefined);',
      },
      {
        name: 'queues.py: Queue: wakes a done waiter',
        find: 'if (waiter.done()) continue;',
        replace: 'if (waiter.done()) return;',
      },
      {
        name: 'queues.py: Queue.join ignores unfinished',
        find: 'if (this._unfinished_tasks > 0) yield* this._finished.wait();',
        replace: '',
      },
      {
        name: 'queues.py: Queue: put after join keeps finished',
        find: 'this._finished.clear();',
        replace: '',
      },
      {
        name: 'queues.py: LifoQueue is fifo',
        find: 'this._queue.pop() as T',
        replace: 'this._queue.shift() as T',
      },
      {
        name: 'queues.py: PriorityQueue is fifo',
        find: 'heappop(this._queue, less_than)',
        replace: 'this._queue.shift() as T',
        also: [
          { find: 'heappush(this._queue, item, less_than)', replace: 'this._queue.push(item)' },
        ],
      },
      {
        name: 'put_nowait() wakes no getter',
        find: 'this._wakeup_next(this._getters);\n  }\n\n  /** Coroutine',
        replace: '}\n\n  /** Coroutine',
      },
      {
        name: 'a cancelled getter takes the other getters with it',
        find: 'this._getters.remove(getter);',
        replace: 'this._getters.clear();',
      },
      {
        name: 'a cancelled putter takes the other putters with it',
        find: 'putter.cancel();',
        replace: 'putter.cancel(); this._putters.clear();',
      },
      {
        name: 'a woken waiter gets a value',
        find: 'waiter.set_result(undefined);',
        replace: 'waiter.set_result(1 as never);',
      },
      {
        name: 'get() suspends although there is an item',
        find: 'while (this.empty()) {',
        replace: 'yield;\n    while (this.empty()) {',
      },
      {
        name: 'put() suspends although there is room',
        find: 'while (this.full()) {',
        replace: 'yield;\n    while (this.full()) {',
      },
      {
        name: 'get_nowait() of an empty queue gives None',
        find: 'throw new QueueEmpty();',
        replace: 'return undefined as T;',
      },
      {
        name: 'put_nowait() into a full queue puts',
        find: 'if (this.full()) throw new QueueFull();',
        replace: '',
      },
      {
        name: 'a queue without maxsize is full when it is empty',
        find: 'this._maxsize > 0 && this.qsize()',
        replace: 'this.qsize()',
      },
      {
        name: 'one item more than maxsize fits',
        find: 'this.qsize() >= this._maxsize',
        replace: 'this.qsize() > this._maxsize',
      },
      {
        name: 'a fraction of maxsize is cut off',
        find: 'this._maxsize = given;',
        replace: 'this._maxsize = Math.floor(given);',
      },
      {
        name: 'maxsize is not shown',
        find: 'get maxsize(): number {\n    return this._maxsize;',
        replace: 'get maxsize(): number {\n    return 0;',
      },
      {
        name: 'Queue is lifo',
        find: '(this._queue as Deque<T>).append(item);',
        replace:
          'const rest = [...(this._queue as Deque<T>)]; (this._queue as Deque<T>).clear(); for (const one of [item, ...rest]) (this._queue as Deque<T>).append(one);',
      },
      {
        name: 'a queue with one item is empty',
        find: 'return count(this._queue) === 0;',
        replace: 'return count(this._queue) <= 1;',
      },
      {
        name: 'an empty queue is not empty',
        find: 'return count(this._queue) === 0;',
        replace: 'return count(this._queue) < 0;',
      },
      {
        name: 'task_done() may be called too often',
        find: "throw new ValueError('task_done() called too many times')",
        replace: 'return',
      },
      {
        name: 'task_done() never ends join()',
        find: 'if (this._unfinished_tasks === 0) this._finished.set();',
        replace: '',
      },
      {
        name: 'the first task_done() ends join()',
        find: 'if (this._unfinished_tasks === 0) this._finished.set();',
        replace: 'this._finished.set();',
      },
      {
        name: 'join() suspends although nothing is unfinished',
        find: 'if (this._unfinished_tasks > 0) yield*',
        replace: 'yield; if (this._unfinished_tasks > 0) yield*',
      },
      {
        name: 'the repr of a queue has no address',
        find: 'address_of(this)',
        replace: "''",
      },
      {
        name: 'the text of a queue has an address',
        find: 'override toString(): string {',
        replace: 'override toString(): string {\n    return this.__repr__();',
      },
      {
        name: 'the text of a queue counts no getters',
        find: 'if (this._getters.length > 0) parts',
        replace: 'if (this._getters.length < 0) parts',
      },
      {
        name: 'the text of a queue says tasks=0',
        find: 'if (this._unfinished_tasks > 0) parts',
        replace: 'if (this._unfinished_tasks >= 0) parts',
      },
      {
        name: 'a queue ignores the loop that it is given',
        find: 'this._loop = loop ?? get_event_loop();',
        replace: 'this._loop = get_event_loop();',
      },
      {
        name: 'a queue does not look for the current loop',
        find: 'this._loop = loop ?? get_event_loop();',
        replace: 'this._loop = loop as AbstractEventLoop;',
      },
    ],
  },
];
