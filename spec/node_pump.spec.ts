import { describe, expect, it } from 'vitest';
import { PumpedLoop, slices } from './support/pumped';

describe('the pump', () => {
  it('begins to run in the next turn', async () => {
    const loop = new PumpedLoop();
    loop.queue('a');
    loop.pump.begin();
    await loop.microtasks();
    expect(loop.trace).toEqual([]);
    await loop.turn();
    expect(loop.trace).toEqual(['iteration of 1', 'a', 'idle']);
  });

  it('begins another run so, too, within the slice of the one before', async () => {
    const loop = new PumpedLoop();
    loop.pump.begin();
    await loop.turn();
    loop.pump.reset();
    loop.queue('a');
    loop.pump.begin();
    await loop.microtasks();
    expect(loop.trace).toEqual(['idle']);
    await loop.turn();
    expect(loop.trace).toEqual(['idle', 'iteration of 1', 'a', 'idle']);
  });

  it('runs whole iterations: what is queued meanwhile belongs to the next one', async () => {
    const loop = new PumpedLoop();
    loop.ready.push([0, () => loop.queue('c')]);
    loop.queue('b');
    loop.pump.begin();
    await loop.turn();
    expect(loop.trace).toEqual(['iteration of 2', 'b', 'iteration of 1', 'c', 'idle']);
  });

  it('sleeps when nothing is queued, and asks for nothing', async () => {
    const loop = new PumpedLoop();
    loop.pump.begin();
    await loop.turn();
    expect(loop.trace).toEqual(['idle']);
    expect(loop.asked_for_turn).toBe(false);
  });

  it('says while it runs callbacks that it does', async () => {
    const loop = new PumpedLoop();
    const seen = [loop.pump.is_bursting];
    loop.ready.push([0, () => seen.push(loop.pump.is_bursting)]);
    loop.pump.begin();
    await loop.turn();
    expect([...seen, loop.pump.is_bursting]).toEqual([false, true, false]);
  });
});

describe('a slice', () => {
  it('ends: libuv gets its turn beside a busy loop', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 0.05);
    loop.pump.begin();
    for (const length of await slices(loop, 100)) {
      expect(length).toBeGreaterThan(0);
      expect(length).toBeLessThan(60);
      expect(loop.asked_for_turn).toBe(true);
    }
  });

  it('ends beside any number of busy tasks', async () => {
    for (const count of [1, 2, 15, 16, 17, 31, 32, 33, 1000]) {
      const loop = new PumpedLoop();
      loop.keep_busy(count, 0.05);
      loop.pump.begin();
      const lengths = await slices(loop, 50);
      expect(Math.max(...lengths), `${count} tasks`).toBeLessThan(60);
      expect(loop.asked_for_turn).toBe(true);
    }
  });

  it('grows by and by to 50 µs while nobody else has work', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 0.1);
    loop.pump.begin();
    const lengths = await slices(loop, 60);
    expect(lengths[0]).toBeLessThan(8);
    expect(lengths[10]).toBeGreaterThan(10);
    expect(lengths.at(-1)).toBeGreaterThanOrEqual(50);
    expect(lengths.at(-1)).toBeLessThan(54);
  });

  it('shrinks to 3 µs when libuv delivers events, and grows again', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 0.1);
    loop.pump.begin();
    await slices(loop, 60);
    const [during] = await slices(loop, 1, { events: 1 });
    expect(during).toBeGreaterThanOrEqual(3);
    expect(during).toBeLessThan(7);
    expect((await slices(loop, 60)).at(-1)).toBeGreaterThanOrEqual(50);
  });

  it('takes a third of what the others used', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 1);
    loop.pump.begin();
    await slices(loop, 3);
    const [length] = await slices(loop, 1, { duration: 300, events: 5 });
    expect(length).toBeGreaterThan(98);
    expect(length).toBeLessThan(140);
  });

  it('takes half a millisecond at the most', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 1);
    loop.pump.begin();
    await slices(loop, 3);
    const [length] = await slices(loop, 1, { duration: 1e6, events: 5 });
    expect(length).toBeGreaterThanOrEqual(500);
    expect(length).toBeLessThan(540);
  });

  it('shrinks after a turn of more than 20 µs without events, which was no empty one', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 0.1);
    loop.pump.begin();
    await slices(loop, 60);
    expect((await slices(loop, 1, { duration: 19 }))[0]).toBeGreaterThanOrEqual(50);
    expect((await slices(loop, 1, { duration: 21 }))[0]).toBeLessThan(13);
  });

  it('shrinks after a turn of more than 3 µs where Node does not count events', async () => {
    const loop = new PumpedLoop();
    loop.without_counter();
    loop.keep_busy(1, 0.1);
    loop.pump.begin();
    expect((await slices(loop, 60, { duration: 2 })).at(-1)).toBeGreaterThanOrEqual(50);
    expect((await slices(loop, 1, { duration: 4 }))[0]).toBeLessThan(7);
  });

  it('ends in a sleep when nothing is left at its end', async () => {
    const loop = new PumpedLoop();
    loop.ready.push([1000]);
    loop.pump.begin();
    await loop.turn();
    expect([loop.trace, loop.asked_for_turn]).toEqual([['iteration of 1', 'idle'], false]);
  });

  it('ends in a turn when something is due just then, which comes after it', async () => {
    const loop = new PumpedLoop();
    const begin = loop._begin_iteration.bind(loop);
    loop._begin_iteration = () => {
      if (loop.ran === 1) loop.queue('due');
      return begin();
    };
    loop.ready.push([1000]);
    loop.pump.begin();
    await loop.turn();
    expect([loop.trace, loop.asked_for_turn]).toEqual([['iteration of 1', 'iteration of 1'], true]);
    await loop.turn();
    expect(loop.trace.slice(2)).toEqual(['due', 'idle']);
  });

  it('does not take a sleep for work of others', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 0.1);
    loop.pump.begin();
    await slices(loop, 60);
    loop.ready.length = 0;
    await loop.turn();
    expect(loop.trace.at(-1)).toBe('idle');
    loop.pass(1e6);
    loop.keep_busy(1, 0.1);
    loop.pump.wake();
    const [length] = await slices(loop, 1, { duration: 1e6 });
    expect(length).toBeGreaterThanOrEqual(50);
    expect(length).toBeLessThan(54);
  });
});

describe('the clock', () => {
  it('is looked at after 32 callbacks at the most', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(100, 0.01);
    loop.pump.begin();
    await slices(loop, 100);
    expect(loop.most_unseen).toBe(32);
  });

  it('is looked at after each callback when they are heavy', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(10, 50);
    loop.pump.begin();
    await slices(loop, 3);
    expect(loop.most_unseen).toBe(1);
    expect(loop.slice).toBe(50);
  });

  it('lets pass no slice of more than 32 of them when light callbacks turn heavy together', async () => {
    const loop = new PumpedLoop();
    let cost = 0.01;
    const job = (): void => {
      loop.pass(cost);
      loop.slice += cost;
      loop.ready.push([0, job]);
    };
    for (let i = 0; i < 64; i++) loop.ready.push([0, job]);
    loop.pump.begin();
    await slices(loop, 100);
    cost = 50;
    const lengths = await slices(loop, 5);
    expect(lengths[0]).toBeLessThanOrEqual(32 * 50);
    expect(lengths.slice(1)).toEqual([50, 50, 50, 50]);
  });
});

describe('an iteration that a slice divides', () => {
  it('goes on where it stopped, and no callback of the next one comes between', async () => {
    const loop = new PumpedLoop();
    for (const name of ['a', 'b', 'c', 'd']) {
      loop.ready.push([
        2,
        () => {
          loop.trace.push(name);
          loop.queue(`after ${name}`);
        },
      ]);
    }
    loop.pump.begin();
    await loop.turn();
    expect(loop.trace).toEqual(['iteration of 4', 'a', 'b']);
    loop.queue('from outside');
    await loop.turn();
    await loop.turn();
    expect(loop.trace).toEqual([
      ...['iteration of 4', 'a', 'b', 'c', 'd'],
      ...['iteration of 5', 'after a', 'after b', 'from outside', 'after c', 'after d', 'idle'],
    ]);
  });

  it('has the same callbacks, whatever the slices are', async () => {
    const trace_of = async (cost: number) => {
      const loop = new PumpedLoop();
      const spawn = (name: string, depth: number): void => {
        loop.ready.push([
          cost,
          () => {
            loop.trace.push(name);
            for (let i = 0; i < depth; i++) spawn(`${name}${i}`, depth - 1);
          },
        ]);
      };
      for (const name of ['x', 'y', 'z']) spawn(name, 4);
      loop.pump.begin();
      for (let i = 0; i < 500 && loop.trace.at(-1) !== 'idle'; i++) await loop.turn();
      return loop.trace;
    };
    const whole = await trace_of(0);
    expect(whole.length).toBeGreaterThan(190);
    expect(await trace_of(100)).toEqual(whole);
    expect(await trace_of(1)).toEqual(whole);
  });
});

describe('the end of a run', () => {
  it('comes with the iteration in which the loop was stopped', async () => {
    const loop = new PumpedLoop();
    loop.ready.push([0, () => loop.queue('left over')]);
    loop.ready.push([
      0,
      () => {
        loop.stopping = true;
      },
    ]);
    loop.queue('same iteration');
    loop.pump.begin();
    await loop.turn();
    expect(loop.trace).toEqual(['iteration of 3', 'same iteration', 'ended']);
    expect(loop.ends).toEqual([undefined]);
    expect(loop.asked_for_turn).toBe(false);
    loop.pump.wake();
    await loop.turn();
    expect(loop.trace.slice(3)).toEqual(['iteration of 1', 'left over', 'idle']);
  });

  it('waits for the rest of an iteration that a slice divides', async () => {
    const loop = new PumpedLoop();
    loop.ready.push([
      100,
      () => {
        loop.stopping = true;
      },
    ]);
    loop.queue('same iteration');
    loop.pump.begin();
    await loop.turn();
    expect(loop.trace).toEqual(['iteration of 2']);
    loop.queue('next iteration');
    await loop.turn();
    expect(loop.trace).toEqual(['iteration of 2', 'same iteration', 'ended']);
  });

  it('comes after one iteration for a loop that was stopped before, also with nothing to do', async () => {
    const loop = new PumpedLoop();
    loop.stopping = true;
    loop.pump.begin();
    await loop.turn();
    expect(loop.trace).toEqual(['ended']);
    expect(loop.iterations).toBe(1);
  });

  it('comes with an error, and the callbacks behind it stay', async () => {
    const loop = new PumpedLoop();
    const error = new Error('leaves the loop');
    loop.ready.push([
      0,
      () => {
        throw error;
      },
    ]);
    loop.queue('left over');
    loop.pump.begin();
    await loop.turn();
    expect(loop.ends).toEqual([{ error }]);
    expect(loop.pump.is_bursting).toBe(false);
    loop.pump.wake();
    await loop.turn();
    expect(loop.trace).toEqual(['iteration of 2', 'ended', 'iteration of 1', 'left over', 'idle']);
  });

  it('comes with an error in a burst that a microtask began: it is not lost', async () => {
    const loop = new PumpedLoop();
    const error = new Error('in a microtask');
    const fail = (): never => {
      throw error;
    };
    loop.ready.push([0, () => loop.ready.push([0, () => loop.ready.push([0, fail])])]);
    loop.pump.begin();
    await loop.turn();
    expect(loop.ends).toEqual([{ error }]);
  });

  it('comes with an error of the loop itself', async () => {
    for (const name of ['_begin_iteration', '_idle'] as const) {
      const loop = new PumpedLoop();
      const error = new Error(name);
      loop[name] = () => {
        throw error;
      };
      loop.pump.begin();
      await loop.turn();
      expect(loop.ends).toEqual([{ error }]);
    }
  });

  it('from outside leaves nothing behind that would go on', async () => {
    const loop = new PumpedLoop();
    loop.keep_busy(1, 0.1);
    loop.pump.begin();
    await loop.turn();
    loop.pump.reset();
    expect(loop.asked_for_turn).toBe(false);
    const { ran } = loop;
    await loop.turn();
    expect(loop.ran).toBe(ran);
  });

  it('from outside withdraws the microtask that would go on', async () => {
    const loop = new PumpedLoop();
    loop.pump.begin();
    await loop.turn();
    loop.queue('a');
    loop.pump.wake();
    loop.pump.reset();
    await loop.microtasks();
    expect(loop.trace).toEqual(['idle']);
    loop.pump.wake();
    await loop.microtasks();
    expect(loop.trace).toEqual(['idle', 'iteration of 1', 'a', 'idle']);
  });

  it('from outside withdraws the microtask that a slice was to begin in', async () => {
    const loop = new PumpedLoop();
    loop.queue('a');
    loop.pump.begin();
    const turned = loop.turn();
    loop.pump.reset();
    await turned;
    expect(loop.trace).toEqual([]);
  });

  it('in the middle of an iteration leaves the others to the next run', async () => {
    const loop = new PumpedLoop();
    for (const name of ['a', 'b', 'c']) loop.ready.push([10, () => loop.trace.push(name)]);
    loop.pump.begin();
    await loop.turn();
    loop.pump.reset();
    loop.queue('d');
    loop.pump.wake();
    for (let i = 0; i < 5; i++) await loop.turn();
    expect(loop.trace).toEqual(['iteration of 3', 'a', 'iteration of 3', 'b', 'c', 'd', 'idle']);
  });
});
