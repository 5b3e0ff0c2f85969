import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AssertionError, NotImplemented, NotImplementedError, RuntimeError } from '../lib/errors';
import { BaseDefaultEventLoopPolicy } from '../lib/events';
import { host, install_host } from '../lib/host';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { VirtualTimeLoop } from '../lib/test_utils';
import { normalise } from './support/python36';

/** A policy whose loops are in virtual time, and closed when the spec ends. */
class VirtualPolicy extends BaseDefaultEventLoopPolicy {
  made = 0;

  protected override _loop_factory(): VirtualTimeLoop {
    this.made += 1;
    const loop = new VirtualTimeLoop();
    onTestFinished(() => loop.close());
    return loop;
  }
}

describe('policies, servers and child watchers', () => {
  it.each([
    [asyncio.get_event_loop_policy(), /^<_UnixDefaultEventLoopPolicy object at 0x[0-9a-f]+>$/],
    [new asyncio.AbstractServer(), /^<AbstractServer object at 0x[0-9a-f]+>$/],
    [new asyncio.SafeChildWatcher(), /^<SafeChildWatcher object at 0x[0-9a-f]+>$/],
  ])('print as in Python', (object, text) => {
    expect(String(object)).toMatch(text);
    expect(inspect(object)).toBe(String(object));
  });
});

/** As if this were another thread. */
function in_thread(name: string): void {
  const { thread } = host;
  onTestFinished(() => install_host({ thread }));
  install_host({ thread: { name, ident: thread.ident + 1, is_main: false } });
}

beforeEach(() => asyncio.set_event_loop_policy(null));
afterEach(() => asyncio.set_event_loop_policy(null));

describe('the default rules', () => {
  it('make a loop for the main thread, once, when it is first asked for', () => {
    const policy = new VirtualPolicy();
    const loop = policy.get_event_loop();
    expect(loop).toBeInstanceOf(VirtualTimeLoop);
    expect(policy.get_event_loop()).toBe(loop);
    expect(policy.made).toBe(1);
  });

  it('set that loop through set_event_loop', () => {
    const set: unknown[] = [];
    class Watched extends VirtualPolicy {
      override set_event_loop(loop: asyncio.AbstractEventLoop | null): void {
        set.push(loop);
        super.set_event_loop(loop);
      }
    }
    const policy = new Watched();
    const loop = policy.get_event_loop();
    expect(set.map((other) => other === loop)).toEqual([true]);
  });

  it('keep a loop that was closed', () => {
    const policy = new VirtualPolicy();
    const loop = policy.get_event_loop();
    loop.close();
    expect(policy.get_event_loop()).toBe(loop);
  });

  it('make no loop after set_event_loop(None)', () => {
    const policy = new VirtualPolicy();
    policy.set_event_loop(null);
    const none = new RuntimeError("There is no current event loop in thread 'MainThread'.");
    expect(() => policy.get_event_loop()).toThrow(none);
    expect(() => policy.get_event_loop()).toThrow(none);
    expect(policy.made).toBe(0);
  });

  it('forget the loop with set_event_loop(None), and make no other', () => {
    const policy = new VirtualPolicy();
    policy.get_event_loop();
    policy.set_event_loop(undefined);
    expect(() => policy.get_event_loop()).toThrow(RuntimeError);
    expect(policy.made).toBe(1);
  });

  it('make no loop for another thread, until that sets one', () => {
    in_thread('worker');
    const policy = new VirtualPolicy();
    expect(() => policy.get_event_loop()).toThrow(
      new RuntimeError("There is no current event loop in thread 'worker'."),
    );
    const loop = policy.new_event_loop();
    policy.set_event_loop(loop);
    expect(policy.get_event_loop()).toBe(loop);
  });

  it('make a new loop with each new_event_loop(), which becomes the current one only when it is set', () => {
    const policy = new VirtualPolicy();
    const loops = [policy.new_event_loop(), policy.new_event_loop()];
    expect(new Set(loops).size).toBe(2);
    const current = policy.get_event_loop();
    expect(loops).not.toContain(current);
  });

  it('take a loop or None only', () => {
    const policy = new VirtualPolicy();
    for (const wrong of [1, 'loop', {}, new asyncio.AbstractEventLoopPolicy()]) {
      expect(() => policy.set_event_loop(wrong as never)).toThrow(AssertionError);
    }
    // The attempt counts, as in CPython.
    expect(() => policy.get_event_loop()).toThrow(RuntimeError);
  });

  it('know no child watcher', () => {
    const policy = new VirtualPolicy();
    expect(() => policy.get_child_watcher()).toThrow(NotImplementedError);
    expect(() => policy.set_child_watcher(null)).toThrow(NotImplementedError);
  });
});

describe('the policy', () => {
  it('is the default one at first, made once', () => {
    const policy = asyncio.get_event_loop_policy();
    expect(policy).toBeInstanceOf(asyncio.DefaultEventLoopPolicy);
    expect(policy.constructor.name).toBe('_UnixDefaultEventLoopPolicy');
    expect(asyncio.get_event_loop_policy()).toBe(policy);
  });

  it('makes loops for Node by default', () => {
    const loop = asyncio.new_event_loop();
    onTestFinished(() => loop.close());
    expect(loop).toBeInstanceOf(asyncio.SelectorEventLoop);
    expect(repr(loop)).toBe('<_UnixSelectorEventLoop running=False closed=False debug=False>');
  });

  it('is replaced by set_event_loop_policy, and restored, with no loop, by None', () => {
    const first = asyncio.get_event_loop_policy();
    const policy = new VirtualPolicy();
    asyncio.set_event_loop_policy(policy);
    expect(asyncio.get_event_loop_policy()).toBe(policy);
    asyncio.set_event_loop_policy(null);
    expect(asyncio.get_event_loop_policy()).toBeInstanceOf(asyncio.DefaultEventLoopPolicy);
    expect(asyncio.get_event_loop_policy()).not.toBe(first);
  });

  it('is a policy or None', () => {
    for (const wrong of [1, {}, new VirtualPolicy().new_event_loop()]) {
      expect(() => asyncio.set_event_loop_policy(wrong as never)).toThrow(AssertionError);
    }
  });

  it('is what get_event_loop, set_event_loop, new_event_loop and the child watcher functions ask', () => {
    const calls: unknown[][] = [];
    class Watched extends asyncio.AbstractEventLoopPolicy {}
    for (const name of Object.getOwnPropertyNames(asyncio.AbstractEventLoopPolicy.prototype)) {
      if (name === 'constructor') continue;
      Object.defineProperty(Watched.prototype, name, {
        value: (...args: unknown[]) => {
          calls.push([name, ...args]);
          return `${name} called`;
        },
      });
    }
    asyncio.set_event_loop_policy(new Watched());
    expect([
      asyncio.get_event_loop(),
      asyncio.new_event_loop(),
      asyncio.get_child_watcher(),
    ]).toEqual(['get_event_loop called', 'new_event_loop called', 'get_child_watcher called']);
    asyncio.set_event_loop(null);
    asyncio.set_child_watcher('watcher');
    expect(calls).toEqual([
      ['get_event_loop'],
      ['new_event_loop'],
      ['get_child_watcher'],
      ['set_event_loop', null],
      ['set_child_watcher', 'watcher'],
    ]);
  });

  it('has nothing but what its author supplies', () => {
    const policy = new asyncio.AbstractEventLoopPolicy();
    const calls = [
      () => policy.get_event_loop(),
      () => policy.set_event_loop(null),
      () => policy.new_event_loop(),
      () => policy.get_child_watcher(),
      () => policy.set_child_watcher(null),
    ];
    for (const call of calls) expect(call).toThrow(NotImplementedError);
  });
});

describe('get_event_loop', () => {
  it('gives the running loop in callbacks and coroutines, and does not ask the policy', () => {
    const policy = new VirtualPolicy();
    asyncio.set_event_loop_policy(policy);
    const loop = policy.new_event_loop() as VirtualTimeLoop;
    const seen: unknown[] = [];
    loop.call_soon(() => seen.push(asyncio.get_event_loop(), asyncio._get_running_loop()));
    const main = asyncio.coroutine(function* main() {
      seen.push(asyncio.get_event_loop());
      yield;
    });
    loop.run_until_complete(main());
    expect(seen.map((other) => other === loop)).toEqual([true, true, true]);
    expect(policy.made).toBe(1);
    expect(asyncio._get_running_loop()).toBe(undefined);
    expect(asyncio.get_event_loop()).not.toBe(loop);
  });

  it('gives the running loop also after set_event_loop(None) in a callback', () => {
    const loop = new VirtualTimeLoop();
    const seen: unknown[] = [];
    loop.call_soon(() => {
      asyncio.set_event_loop(null);
      seen.push(asyncio.get_event_loop());
    });
    loop.stop();
    loop.run_forever();
    loop.close();
    expect(seen[0] === loop).toBe(true);
    expect(() => asyncio.get_event_loop()).toThrow(RuntimeError);
  });

  it('is where objects made without a loop get theirs', () => {
    const policy = new VirtualPolicy();
    asyncio.set_event_loop_policy(policy);
    const loop = asyncio.get_event_loop();
    expect(new asyncio.Future()._loop).toBe(loop);
    asyncio.set_event_loop(null);
    expect(() => new asyncio.Future()).toThrow(
      new RuntimeError("There is no current event loop in thread 'MainThread'."),
    );
  });
});

describe('the running loop', () => {
  it('can be set by a loop of another make', () => {
    class Foreign extends asyncio.AbstractEventLoop {}
    const loop = new Foreign();
    asyncio._set_running_loop(loop);
    expect(asyncio.get_event_loop()).toBe(loop);
    const virtual = new VirtualTimeLoop();
    expect(() => virtual.run_forever()).toThrow(
      new RuntimeError('Cannot run the event loop while another loop is running'),
    );
    asyncio._set_running_loop(null);
    expect(asyncio._get_running_loop()).toBe(undefined);
    virtual.close();
  });
});

describe('AbstractEventLoop', () => {
  const loop = new asyncio.AbstractEventLoop();
  const methods = Object.getOwnPropertyNames(asyncio.AbstractEventLoop.prototype).filter(
    (name) => !['constructor', '__repr__'].includes(name),
  );

  it.each(methods)('raises NotImplementedError in %s', (name) => {
    const method = Reflect.get(loop, name) as (...args: unknown[]) => unknown;
    expect(() => method.call(loop)).toThrow(NotImplementedError);
  });

  it('has the methods of CPython', () => {
    const public_methods = methods.filter((name) => !name.startsWith('_'));
    expect(public_methods.length).toBe(45);
  });

  it('has a call_soon that is a call_later of 0', () => {
    const calls: unknown[][] = [];
    class Own extends asyncio.AbstractEventLoop {
      override call_later(...args: unknown[]): never {
        calls.push(args);
        return undefined as never;
      }
    }
    new Own().call_soon(Math.max, 1, 2);
    expect(calls).toEqual([[0, Math.max, 1, 2]]);
  });

  it('prints as an object', () => {
    class Own extends asyncio.AbstractEventLoop {}
    expect(normalise(`${new Own()} ${repr(loop)}`)).toBe(
      '<Own object at 0x…> <AbstractEventLoop object at 0x…>',
    );
  });
});

describe('AbstractServer', () => {
  it('returns NotImplemented, as CPython does', () => {
    const server = new asyncio.AbstractServer();
    expect([server.close(), server.wait_closed()]).toEqual([NotImplemented, NotImplemented]);
  });
});
