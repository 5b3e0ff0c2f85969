import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  // All.
  {
    file: 'locks.ts',
    specs: ['spec/conformance/test_locks', 'spec/conformance/test_pep492.spec.ts', 'spec/locks/'],
    mutations: [
      {
        name: 'locks.py: Lock.acquire ignores waiters',
        find: 'if (!this._locked && this._all_cancelled()) {',
        replace: 'if (!this._locked) {',
      },
      {
        name: 'locks.py: Lock.acquire: strict waiters',
        find: 'if (!this._locked && this._all_cancelled()) {',
        replace: 'if (!this._locked && this._waiters.length === 0) {',
      },
      {
        name: 'locks.py: Lock.acquire: cancelled waiter wakes nobody',
        find: 'if (error instanceof CancelledError && !this._locked) this._wake_up_first();',
        replace: '',
      },
      {
        name: 'locks.py: Lock: wakes next waiter when first is done',
        find: 'if (first !== undefined && !first.done()) first.set_result(true);',
        replace:
          'for (const next of this._waiters) {\n      if (next.done()) continue;\n      next.set_result(true);\n      return;\n    }',
      },
      {
        name: 'locks.py: Condition.wait: no reacquire on cancel',
        find: 'yield* this._acquire_again();',
        replace: 'if (!cancelled) yield* this._acquire_again();',
        also: [
          {
            find: 'this.release();\n    try {\n',
            replace: 'this.release();\n    let cancelled = false;\n    try {\n',
          },
          {
            find: 'return true;\n      } finally {',
            replace:
              'return true;\n      } catch (error) {\n        cancelled = error instanceof CancelledError;\n        throw error;\n      } finally {',
          },
        ],
      },
      {
        name: 'locks.py: Condition.wait: cancel during reacquire lost',
        find: 'if (cancelled) throw stackless(CancelledError);',
        replace: '',
      },
      {
        name: 'locks.py: Condition.notify counts done waiters',
        find: 'if (waiter.done()) continue;\n      woken += 1;',
        replace: 'woken += 1;\n      if (waiter.done()) continue;',
      },
      {
        name: 'locks.py: Condition.wait: waiter not removed',
        find: 'this._waiters.remove(waiter);\n      }\n    } finally {',
        replace: '}\n    } finally {',
      },
      {
        name: 'locks.py: Semaphore: cancelled waiter wakes nobody',
        find: 'if (this._value > 0 && !waiter.cancelled()) this._wake_up_next();',
        replace: '',
      },
      {
        name: 'locks.py: Semaphore: acquire takes a permit once',
        find: 'while (this._value <= 0) {',
        replace: 'if (this._value <= 0) {',
      },
      {
        name: 'locks.py: Semaphore: release wakes cancelled',
        find: 'if (waiter.done()) continue;\n      waiter.set_result(undefined);',
        replace: 'if (waiter.done()) return;\n      waiter.set_result(undefined);',
      },
      {
        name: 'locks.py: BoundedSemaphore: not bounded',
        find: 'if (this._value >= this._bound_value) {',
        replace: 'if (false) {',
      },
      {
        name: 'locks.py: Event.set wakes in reverse',
        find: 'for (const waiter of this._waiters) if (!waiter.done()) waiter.set_result(true);',
        replace:
          'for (const waiter of [...this._waiters].reverse()) if (!waiter.done()) waiter.set_result(true);',
      },
      {
        name: 'locks.py: Event.wait rechecks the flag',
        find: 'yield* waiter;\n      return true;',
        replace: 'yield* waiter;\n      return this._value || (yield* this.wait());',
      },

      {
        name: 'a lock gives nothing for a block',
        find: 'return new _ContextManager(lock);',
        replace: 'return undefined as never;',
      },
      {
        name: 'a block does not release its lock',
        find: '\n    lock.release();\n',
        replace: '',
      },
      {
        name: 'the object of a block can be used again',
        find: 'this._lock = undefined;',
        replace: '',
      },
      {
        name: 'a lock itself is an object for a block',
        find: 'throw new RuntimeError(\'"yield from" should be used as context manager expression\');',
        replace: 'return (() => {}) as never;',
      },
    ],
  },
  // Lock.
  {
    file: 'locks.ts',
    specs: ['spec/conformance/test_locks.1_lock.spec.ts', 'spec/locks/'],
    mutations: [
      {
        name: 'acquire() of a Lock is not true',
        find: 'this._locked = true;\n      return true;',
        replace: 'this._locked = true;\n      return undefined as never;',
      },
      {
        name: 'acquire() does not lock',
        find: 'this._locked = true;\n      return true;',
        replace: 'return true;',
      },
      {
        name: 'a lock that was waited for is not locked',
        find: 'throw error;\n    }\n    this._locked = true;',
        replace: 'throw error;\n    }',
      },
      {
        name: 'a waiter stays in the queue of a Lock',
        find: 'this._waiters.remove(waiter);\n      }\n    } catch',
        replace: '}\n    } catch',
      },
      {
        name: 'a cancelled waiter wakes the next although the lock is held',
        find: 'if (error instanceof CancelledError && !this._locked)',
        replace: 'if (error instanceof CancelledError)',
      },
      {
        name: 'release() of an unlocked lock is allowed',
        find: "if (!this._locked) throw new RuntimeError('Lock is not acquired.');",
        replace: '',
      },
      {
        name: 'release() of a Lock does not unlock it',
        find: 'this._locked = false;',
        replace: '',
      },
      {
        name: 'release() of a Lock wakes nobody',
        find: 'this._locked = false;\n    this._wake_up_first();',
        replace: 'this._locked = false;',
      },
      {
        name: 'release() of a Lock wakes everybody',
        find: 'if (first !== undefined && !first.done()) first.set_result(true);',
        replace: 'for (const next of this._waiters) if (!next.done()) next.set_result(true);',
      },
      {
        name: 'a lock is always shown as unlocked',
        find: "return this._locked ? 'locked' : 'unlocked';",
        replace: "return 'unlocked';",
      },
    ],
  },
  // Event.
  {
    file: 'locks.ts',
    specs: ['spec/conformance/test_locks.2_event.spec.ts', 'spec/locks/'],
    mutations: [
      {
        name: 'an event is always shown as unset',
        find: "return this._value ? 'set' : 'unset';",
        replace: "return 'unset';",
      },
      {
        name: 'the repr of a primitive does not count its waiters',
        find: 'this._waiters.length > 0 ?',
        replace: 'this._waiters.length < 0 ?',
      },
      {
        name: 'set() does not set the flag',
        find: 'this._value = true;',
        replace: '',
      },
      {
        name: 'set() wakes one',
        find: 'if (!waiter.done()) waiter.set_result(true);',
        replace: '{ if (!waiter.done()) waiter.set_result(true); break; }',
      },
      {
        name: 'set() fails on one who is woken already',
        find: 'if (!waiter.done()) waiter.set_result(true);',
        replace: 'waiter.set_result(true);',
      },
      {
        name: 'clear() does not clear the flag',
        find: 'this._value = false;\n  }',
        replace: '}',
      },
      {
        name: 'wait() waits although the event is set',
        find: 'if (this._value) return true;',
        replace: '',
      },
      {
        name: 'wait() of an Event is not true',
        find: 'yield* waiter;\n      return true;',
        replace: 'yield* waiter;\n      return undefined as never;',
      },
      {
        name: 'a waiter stays in the queue of an Event',
        find: 'return true;\n    } finally {\n      this._waiters.remove(waiter);',
        replace: 'return true;\n    } finally {',
      },
    ],
  },
  // Condition.
  {
    file: 'locks.ts',
    specs: ['spec/conformance/test_locks.3_condition.spec.ts', 'spec/locks/'],
    mutations: [
      {
        name: 'a condition ignores the loop that it is given',
        find: 'const loop = given_loop ?? get_event_loop();',
        replace: 'const loop = get_event_loop();',
      },
      {
        name: 'a condition does not look for the current loop',
        find: 'const loop = given_loop ?? get_event_loop();',
        replace: 'const loop = given_loop as AbstractEventLoop;',
      },
      {
        name: 'a condition takes a lock of another loop',
        find: 'given !== undefined && given._loop !== loop',
        replace: 'false',
      },
      {
        name: 'a condition has a lock of its own in any case',
        find: 'this._lock = given ?? new Lock({ loop });',
        replace: 'this._lock = new Lock({ loop });',
      },
      {
        name: 'a condition is always shown as unlocked',
        find: "return this.locked() ? 'locked' : 'unlocked';",
        replace: "return 'unlocked';",
      },
      {
        name: 'wait() without the lock is allowed',
        find: "if (!this.locked()) throw new RuntimeError('cannot wait on un-acquired lock');",
        replace: 'if (!this.locked()) return true;',
      },
      {
        name: 'wait() of a Condition keeps the lock',
        find: 'this.release();\n    try {\n',
        replace: 'try {\n',
      },
      {
        name: 'wait() of a Condition does not acquire the lock again',
        find: 'yield* this._acquire_again();',
        replace: '',
      },
      {
        name: 'wait() of a Condition gives up the lock when it is cancelled again',
        find: 'cancelled = true;',
        replace: 'throw error;',
      },
      {
        name: 'wait() of a Condition is not true',
        find: 'yield* waiter;\n        return true;',
        replace: 'yield* waiter;\n        return false;',
      },
      {
        name: 'wait_for() waits once at the most',
        find: 'while (!result) {',
        replace: 'if (!result) {',
      },
      {
        name: 'wait_for() does not return the value of the predicate',
        find: 'return result;\n  }\n\n  /**\n   * Wake the first',
        replace: 'return true as never;\n  }\n\n  /**\n   * Wake the first',
      },
      {
        name: 'wait_for() needs the lock in any case',
        find: 'let result = predicate();',
        replace: "if (!this.locked()) throw new RuntimeError('no'); let result = predicate();",
      },
      {
        name: 'notify() without the lock is allowed',
        find: "if (!this.locked()) throw new RuntimeError('cannot notify on un-acquired lock');",
        replace: '',
      },
      {
        name: 'notify() wakes two unless it is told how many',
        find: 'const most = n ?? 1;',
        replace: 'const most = n ?? 2;',
      },
      {
        name: 'notify(n) wakes one',
        find: 'const most = n ?? 1;',
        replace: 'const most = 1;',
      },
      {
        name: 'notify() wakes nobody',
        find: 'const most = n ?? 1;',
        replace: 'const most = 0;',
      },
      {
        name: 'notify_all() wakes one',
        find: 'this.notify(this._waiters.length);',
        replace: 'this.notify();',
      },
    ],
  },
  // Semaphore.
  {
    file: 'locks.ts',
    specs: ['spec/conformance/test_locks.4_semaphore.spec.ts', 'spec/locks/'],
    mutations: [
      {
        name: 'a semaphore ignores the loop that it is given',
        find: 'super(loop ?? get_event_loop());',
        replace: 'super(get_event_loop());',
      },
      {
        name: 'a semaphore does not look for the current loop',
        find: 'super(loop ?? get_event_loop());',
        replace: 'super(loop as AbstractEventLoop);',
      },
      {
        name: 'a semaphore looks for a loop before it looks at its value',
        find: 'if (less_than(given, 0)) throw',
        replace: 'get_event_loop(); if (less_than(given, 0)) throw',
      },
      {
        name: 'a semaphore may have less than no permit',
        find: 'if (less_than(given, 0)) throw',
        replace: 'if (false) throw',
      },
      {
        name: 'a semaphore has a permit at least',
        find: 'this._value = given;',
        replace: 'this._value = given || 1;',
      },
      {
        name: 'a semaphore does not show its value',
        find: ',value:',
        replace: '',
      },
      {
        name: 'a semaphore with one permit is locked',
        find: 'return this._value === 0;',
        replace: 'return this._value <= 1;',
      },
      {
        name: 'acquire() of a Semaphore takes no permit',
        find: 'this._value -= 1;',
        replace: '',
      },
      {
        name: 'a waiter that gave up can still be woken',
        find: 'waiter.cancel();\n    if',
        replace: 'if',
      },
      {
        name: 'release() of a Semaphore puts nothing back',
        find: 'this._value += 1;',
        replace: '',
      },
      {
        name: 'release() of a Semaphore wakes nobody',
        find: 'this._value += 1;\n    this._wake_up_next();',
        replace: 'this._value += 1;',
      },
      {
        name: 'release() of a Semaphore wakes everybody',
        find: 'waiter.set_result(undefined);\n      return;',
        replace: 'waiter.set_result(undefined);',
      },
    ],
  },
];
