import { describe, expect, it } from 'vitest';
import { PumpedLoop, slices } from '../support/pumped';

describe('microtasks', () => {
  it('are where a slice begins: nothing of the program runs in the turn of libuv itself', async () => {
    const loop = new PumpedLoop();
    loop.queue('a');
    loop.pump.begin();
    const turned = loop.turn();
    expect(loop.trace).toEqual([]);
    await turned;
    expect(loop.trace).toEqual(['iteration of 1', 'a', 'idle']);
  });

  it('get their turn between two iterations', async () => {
    const loop = new PumpedLoop();
    loop.ready.push([0, () => void Promise.resolve().then(() => loop.trace.push('microtask'))]);
    loop.ready.push([0, () => loop.queue('next iteration')]);
    loop.pump.begin();
    await loop.turn();
    expect(loop.trace).toEqual([
      'iteration of 2',
      'microtask',
      'iteration of 1',
      'next iteration',
      'idle',
    ]);
  });

  it('get it after every iteration while they feed the loop', async () => {
    const loop = new PumpedLoop();
    const gaps: number[] = [];
    const feed = (): void => {
      const { iterations } = loop;
      void Promise.resolve().then(() => {
        gaps.push(loop.iterations - iterations);
        loop.ready.push([0.01, feed]);
      });
    };
    loop.keep_busy(1, 0.01);
    loop.ready.push([0.01, feed]);
    loop.pump.begin();
    for (let i = 0; i < 20; i++) await loop.turn();
    expect(gaps.length).toBeGreaterThan(100);
    expect(gaps.filter((gap) => gap > 1).length).toBeLessThan(2);
  });

  it('get it after 16 iterations at the latest', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 0.01);
    loop.pump.begin();
    await slices(loop, 30);
    const gaps: number[] = [];
    const probe = (): void => {
      const { iterations } = loop;
      void Promise.resolve().then(() => gaps.push(loop.iterations - iterations));
    };
    loop.keep_busy(1, 0.01, () => {
      if (loop.iterations % 50 === 0) probe();
    });
    await slices(loop, 30);
    expect(gaps.length).toBeGreaterThan(20);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(16);
  });

  it('do not keep libuv from its turn, however short the bursts between them are', async () => {
    const loop = new PumpedLoop();
    // Each burst is one callback: too few for a look at the clock, were they not added up.
    loop.keep_busy(1, 0.01, () => {
      void Promise.resolve().then(() => loop.ready.push([0.01]));
    });
    loop.pump.begin();
    await slices(loop, 50);
    expect(loop.ends).toEqual([]);
    expect(loop.asked_for_turn).toBe(true);
  });

  it('may wake a sleeping loop within the slice', async () => {
    const loop = new PumpedLoop();
    loop.pump.begin();
    await loop.turn();
    for (const name of ['a', 'b', 'c']) {
      loop.queue(name);
      loop.pump.wake();
      expect([loop.asked_for_turn, loop.trace.at(-1)]).toEqual([false, 'idle']);
      expect(loop.trace).not.toContain(name);
      await loop.microtasks();
      expect(loop.trace.slice(-3)).toEqual(['iteration of 1', name, 'idle']);
    }
  });

  it('may wake it beyond the slice once in each turn of libuv', async () => {
    const loop = new PumpedLoop();
    loop.pump.begin();
    await loop.turn();
    loop.queue('first', 'second');
    loop.pass(1000);
    await loop.turn(1000, 1);
    loop.pump.wake();
    expect([loop.asked_for_turn, loop.trace.at(-1)]).toEqual([false, 'idle']);
    await loop.microtasks();
    expect(loop.trace.slice(-4)).toEqual(['iteration of 2', 'first', 'second', 'idle']);
    // Half a millisecond for the others whom that turn wakes, then it has to be a new one.
    loop.pass(400);
    loop.pump.wake();
    expect(loop.asked_for_turn).toBe(false);
    await loop.microtasks();
    loop.pass(200);
    loop.pump.wake();
    expect(loop.asked_for_turn).toBe(true);
  });

  it('that wake the loop again and again do not keep libuv from its turn', async () => {
    const loop = new PumpedLoop();
    let wakes = 0;
    const wake = (): void => {
      wakes += 1;
      loop.ready.push([0.1, () => void Promise.resolve().then(wake)]);
      if (wakes < 1e5) loop.pump.begin();
    };
    wake();
    await loop.turn();
    expect(loop.asked_for_turn).toBe(true);
    expect(wakes).toBeLessThan(1000);
    loop.pass(1000);
    await loop.turn();
    expect(loop.asked_for_turn).toBe(true);
  });
});

describe('an event of Node', () => {
  it('may run a sleeping loop at once, within its slice and once more in each turn of libuv', async () => {
    const loop = new PumpedLoop();
    const event = (name: string): boolean => {
      loop.queue(name);
      loop.pump.wake_in_event();
      return loop.trace.includes(name);
    };
    loop.pump.begin();
    await loop.turn();
    expect(event('within')).toBe(true);
    loop.pass(1000);
    await loop.turn();
    expect(event('beyond')).toBe(true);
    await loop.microtasks();
    loop.pass(1000);
    expect(event('too late')).toBe(false);
    expect(loop.asked_for_turn).toBe(true);
    await loop.turn();
    expect(loop.trace.slice(-3)).toEqual(['iteration of 1', 'too late', 'idle']);
  });

  it('needs no pause for microtasks, which have had their turn before it', async () => {
    const loop = new PumpedLoop();
    loop.pump.begin();
    await loop.turn();
    const event = (i: number): void => {
      loop.queue(`event ${i}`);
      loop.pump.wake_in_event();
    };
    for (let i = 0; i < 10; i++) {
      event(i);
      // As long as the pump does not know whether promises feed the loop, it has to look.
      await loop.microtasks();
    }
    for (let i = 0; i < 100; i++) {
      event(i);
      expect(loop.trace.slice(-2)).toEqual([`event ${i}`, 'idle']);
    }
  });

  it('ends the run when a callback fails, and does not fail itself', async () => {
    const loop = new PumpedLoop();
    const error = new Error('of a callback');
    loop.pump.begin();
    await loop.turn();
    loop.ready.push([
      0,
      () => {
        throw error;
      },
    ]);
    loop.pump.wake_in_event();
    expect(loop.ends).toEqual([{ error }]);
  });
});
