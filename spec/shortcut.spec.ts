import { afterEach, describe, expect, it } from 'vitest';
import {
  coroutine,
  iscoroutine,
  iscoroutinefunction,
  set_coroutine_debug,
} from '../lib/coroutines';
import { StopIteration, ValueError } from '../lib/errors';
import type * as asyncio from '../lib/index';
import { shortcut } from '../lib/shortcut';
import { go, iterate, loop, outcome, run, shown, start, use_virtual_loop } from './support/virtual';

use_virtual_loop();

/** What `pass()` has done, and how. */
let log: string[];

/** Opens when its future is done. */
class Gate {
  open = true;
  readonly opened: asyncio.Future<void> = loop.create_future();

  wait = coroutine(function* wait(gate: Gate): asyncio.Coroutine<void> {
    yield* gate.opened;
  });

  @shortcut(
    (gate: Gate) => gate.open,
    (gate, who: string) => gate.let_through(who),
  )
  @coroutine
  *pass(who: string): asyncio.Coroutine<string> {
    log.push(`${who} in the generator`);
    if (!this.open) yield* this.wait(this);
    return this.let_through(who);
  }

  let_through(who: string): string {
    log.push(`${who} passes`);
    return `past, ${who}`;
  }
}

function new_gate(open: boolean): Gate {
  log = [];
  return Object.assign(new Gate(), { open });
}

describe('a short cut', () => {
  it('is taken by yield* when the way is open, and makes no generator', () => {
    const gate = new_gate(true);
    const passed = run(function* () {
      return yield* gate.pass('a');
    });
    expect(passed).toBe('past, a');
    expect(log).toEqual(['a passes']);
  });

  it('is taken at the first step, not at the call', () => {
    const gate = new_gate(true);
    const object = gate.pass('a');
    expect(log).toEqual([]);
    expect(object.next()).toMatchObject({ value: 'past, a', done: true });
    expect(log).toEqual(['a passes']);
  });

  it('is not taken when the way is closed by then: the coroutine itself runs', () => {
    const gate = new_gate(true);
    const object = gate.pass('a');
    gate.open = false;
    const task = go(function* () {
      return yield* object;
    });
    iterate(2);
    expect(log).toEqual(['a in the generator']);
    gate.opened.set_result();
    expect(loop.run_until_complete(task)).toBe('past, a');
  });

  it('is looked for again at the step when the iterator was asked for by hand before', () => {
    const gate = new_gate(true);
    const iterator = gate.pass('a')[Symbol.iterator]();
    gate.open = false;
    expect(iterator.next().value).toBe(gate.opened);
    gate.open = true;
    gate.opened.set_result();
    expect(iterator.next()).toEqual({ value: 'past, a', done: true });
    expect(log).toEqual(['a in the generator', 'a passes']);
  });

  it('is not taken in the middle of the coroutine', () => {
    const gate = new_gate(false);
    const object = gate.pass('a');
    object.next();
    gate.open = true;
    gate.opened.set_result();
    const task = go(function* () {
      return yield* object;
    });
    expect(loop.run_until_complete(task)).toBe('past, a');
    expect(log).toEqual(['a in the generator', 'a passes']);
  });

  it('is the whole way: the object has ended then, as a generator has', () => {
    const ended = () => {
      const object = new_gate(true).pass('a');
      object.next();
      return object;
    };
    const once = ended();
    expect(once.next()).toEqual({ value: undefined, done: true });
    expect([...once]).toEqual([]);
    expect(() => ended().throw(new ValueError('late'))).toThrow(new ValueError('late'));
    expect(ended().return('x')).toEqual({ value: 'x', done: true });
    expect(log).toEqual(['a passes']);
  });

  it('is never taken by what was closed or thrown into before its first step', () => {
    const gate = new_gate(true);
    const closed = gate.pass('a');
    expect(closed.return('x')).toEqual({ value: 'x', done: true });
    const thrown = gate.pass('b');
    expect(() => thrown.throw(new ValueError('early'))).toThrow(new ValueError('early'));
    for (const object of [closed, thrown]) {
      expect(object.next()).toEqual({ value: undefined, done: true });
    }
    expect(log).toEqual([]);
  });

  it('that raises ends the object', () => {
    const gate = new_gate(true);
    gate.let_through = () => {
      throw new ValueError('no');
    };
    const object = gate.pass('a');
    expect(() => object.next()).toThrow(new ValueError('no'));
    expect(object.next()).toEqual({ value: undefined, done: true });
  });

  it('that cannot be looked for ends the object, too', () => {
    const gate = new_gate(true);
    const object = gate.pass('a');
    Object.defineProperty(gate, 'open', {
      get: () => {
        throw new StopIteration(1);
      },
    });
    expect(() => object.next()).toThrow('generator raised StopIteration');
    expect(object.next()).toEqual({ value: undefined, done: true });
  });

  it('that raises StopIteration raises what a generator makes of it', () => {
    const gate = new_gate(true);
    gate.let_through = () => {
      throw new StopIteration(1);
    };
    expect(() => gate.pass('a').next()).toThrow('generator raised StopIteration');
  });
});

describe('a method with a short cut', () => {
  afterEach(() => set_coroutine_debug(undefined));

  it('is a coroutine function, and gives coroutine objects', () => {
    const gate = new_gate(true);
    expect(iscoroutinefunction(gate.pass)).toBe(true);
    expect(iscoroutine(gate.pass('a'))).toBe(true);
    expect(shown(gate.pass)).toBe('<function Gate.pass at 0x…>');
    expect(shown(gate.pass('a'))).toBe('<generator object Gate.pass at 0x…>');
  });

  it('prints as itself when a task runs it, and is where the task stands', () => {
    const gate = new_gate(false);
    const object = gate.pass('a');
    const task = start(object);
    expect(task._coro).not.toBe(object);
    iterate();
    expect(shown(task)).toMatch(/^<Task pending coro=<Gate\.pass\(\) running> wait_for=/);
    expect(task.get_stack().map((frame) => frame.name)).toEqual(['pass', 'wait']);
    gate.opened.set_result();
    iterate();
    expect(outcome(task)).toBe("'past, a'");
  });

  it('is driven by hand inside a coroutine step by step, or by a loop', () => {
    const gate = new_gate(false);
    gate.wait = coroutine(function* wait(_gate) {
      yield;
      yield;
    });
    const steps = run(function* () {
      const object = gate.pass('a');
      const values = [object.next(), object.next(), object.next()].map(({ value }) => value);
      const looped = [...gate.pass('b')];
      yield;
      return [values, looped];
    });
    expect(steps).toEqual([
      [undefined, undefined, 'past, a'],
      [undefined, undefined],
    ]);
  });

  it('is in the stack of a task that waits in it', () => {
    const gate = new_gate(false);
    const task = go(function* outer() {
      yield* gate.pass('a');
    });
    iterate();
    expect(task.get_stack().map((frame) => frame.name)).toEqual(['outer', 'pass', 'wait']);
    gate.opened.set_result();
    iterate();
  });

  it('has none in debug mode', () => {
    set_coroutine_debug(true);
    const method = coroutine(function* pass() {});
    const descriptor = { value: method };
    shortcut(
      () => true,
      () => {},
    )({}, 'pass', descriptor);
    expect(descriptor.value).toBe(method);
  });
});
