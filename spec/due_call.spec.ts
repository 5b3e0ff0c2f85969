import { describe, expect, it } from 'vitest';
import { KeyboardInterrupt } from '../lib/errors';
import * as asyncio from '../lib/index';
import { VirtualTimeLoop } from '../lib/test_utils';
import {
  iterate,
  loop,
  report_contexts,
  reports,
  shown,
  use_virtual_loop,
} from './support/virtual';

use_virtual_loop();

const future = () => loop.create_future<unknown>();

describe('a done callback', () => {
  it('is called with the future', () => {
    const done = future();
    const calls: unknown[] = [];
    done.add_done_callback((...args) => calls.push(args));
    done.set_result(1);
    expect(calls).toEqual([]);
    iterate();
    expect(calls).toHaveLength(1);
    expect((calls[0] as unknown[])[0]).toBe(done);
  });

  it('that raises is reported with its handle, and the loop goes on', () => {
    const done = future();
    done.add_done_callback(function fails() {
      throw new Error('in the callback');
    });
    done.set_result(1);
    iterate();
    const [context] = report_contexts();
    expect(shown(context?.handle)).toBe('<Handle fails(<Future finished result=1>)>');
    expect(context?.exception).toEqual(new Error('in the callback'));
  });

  it('that raises no Exception ends the loop', () => {
    const done = future();
    done.add_done_callback(() => {
      throw new KeyboardInterrupt();
    });
    done.set_result(1);
    expect(() => iterate()).toThrow(KeyboardInterrupt);
  });

  it('that is no function is an error when it is called', () => {
    const done = future();
    done.add_done_callback(1 as never);
    done.set_result(1);
    iterate();
    expect(reports()).toEqual([
      `Exception in callback 1(<Future finished result=1>) | TypeError("'int' object is not callable",)`,
    ]);
  });

  it('goes through the call_soon() of a loop that has its own, with callback and future', () => {
    const calls: unknown[][] = [];
    class Watching extends VirtualTimeLoop {
      override call_soon<A extends readonly unknown[]>(
        callback: asyncio.Callback<A>,
        ...args: A
      ): asyncio.Handle {
        calls.push([callback, ...args]);
        return super.call_soon(callback, ...args);
      }
    }
    const other = new Watching();
    const done = other.create_future();
    const callback = () => {};
    done.add_done_callback(callback);
    done.set_result(1);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.[0]).toBe(callback);
    expect(calls[0]?.[1]).toBe(done);
    other.close();
  });

  it('cannot be scheduled when the loop is closed', () => {
    const other = new VirtualTimeLoop();
    const done = other.create_future();
    done.add_done_callback(() => {});
    other.close();
    expect(() => done.set_result(1)).toThrow('Event loop is closed');
  });
});

describe("gather()'s callback", () => {
  it('prints as the partial that it stands for, on the future and in reports', () => {
    const children = [future(), future()] as const;
    const whole = asyncio.gather(...children);
    expect(shown(children[0])).toBe('<Future pending cb=[_done_callback(0)()]>');
    expect(shown(children[1])).toBe('<Future pending cb=[_done_callback(1)()]>');
    children[1].exception = () => {
      throw new Error('not to be asked');
    };
    children[1].set_result(1);
    iterate();
    expect(reports()).toEqual([
      "Exception in callback _done_callback(1)(<Future finished result=1>) | Error('not to be asked',)",
    ]);
    whole.cancel();
  });

  it('reaches a future of a loop of another make as a function', () => {
    const calls: [asyncio.Callback, unknown[]][] = [];
    const bare = {
      get_debug: () => false,
      call_soon: (callback: asyncio.Callback, ...args: unknown[]) => calls.push([callback, args]),
    } as unknown as asyncio.AbstractEventLoop;
    const child = new asyncio.Future({ loop: bare });
    const whole = asyncio.gather(child);
    child.set_result('done');
    for (const [callback, args] of calls) callback(...args);
    expect(whole.result()).toEqual(['done']);
  });
});
