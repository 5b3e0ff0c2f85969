import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'node_pump.ts',
    specs: ['spec/node_pump'],
    mutations: [
      {
        name: 'waking a loop runs it',
        find: 'if (this._may_go_on()) void resolved.then(this._hop);\n    else this._immediate = setImmediate(this._turn);',
        replace: 'if (this._may_go_on()) void resolved.then(this._hop);\n    else this._turn();',
      },
      {
        name: 'waking a loop within its slice runs it',
        find: 'if (this._may_go_on()) void resolved.then(this._hop);',
        replace: 'if (this._may_go_on()) this._go_on();',
      },
      {
        name: 'waking a loop within its slice waits for a turn',
        find: 'return now < this._deadline;',
        replace: 'return false;',
      },
      {
        name: 'an event has a slice without end',
        find: 'return now < this._deadline;',
        replace: 'return true;',
      },
      {
        name: 'an event waits for microtasks',
        find: 'this._hop_in = this._hop_after;\n      this._go_on();',
        replace: 'void resolved.then(this._hop);',
      },
      {
        name: 'events add up to a pause for microtasks',
        find: 'this._hop_in = this._hop_after;\n      this._go_on();',
        replace: 'this._go_on();',
      },
      {
        name: 'a slice never ends',
        find: "if (this._seen_at >= this._deadline) return this._has_work() ? 'turn' : 'idle';",
        replace: '',
      },
      {
        name: 'a slice that leaves nothing to do ends in a turn',
        find: "return this._has_work() ? 'turn' : 'idle';",
        replace: "return 'turn';",
      },
      {
        name: 'whoever wakes the loop without an end gets a slice each time',
        find: 'return this._counted !== undefined && this._counted.loopCount !== before?.loopCount;',
        replace: 'return before !== undefined;',
      },
      {
        name: 'a slice grows without end',
        find: 'Math.min(this._slice * GROWTH, LONGEST_SLICE)',
        replace: 'this._slice * GROWTH',
      },
      {
        name: 'a slice does not grow',
        find: 'Math.min(this._slice * GROWTH, LONGEST_SLICE)',
        replace: 'this._slice',
      },
      {
        name: 'a slice takes all that others used',
        find: 'turn * SHARE',
        replace: 'turn',
      },
      {
        name: 'a slice has no end when a turn was long',
        find: 'Math.max(turn * SHARE, SHORTEST_SLICE), LONGEST_SHARE)',
        replace: 'Math.max(turn * SHARE, SHORTEST_SLICE), 1e9)',
      },
      {
        name: 'a slice is nothing when a turn was short',
        find: 'Math.max(turn * SHARE, SHORTEST_SLICE)',
        replace: 'turn * SHARE',
      },
      {
        name: 'events do not shrink the slice',
        find: 'this._counted.events !== before?.events || turn > LONG_TURN;',
        replace: 'turn > LONG_TURN;',
      },
      {
        name: 'a long turn does not shrink the slice',
        find: 'this._counted.events !== before?.events || turn > LONG_TURN;',
        replace: 'this._counted.events !== before?.events;',
      },
      {
        name: 'an event shrinks all slices from then on',
        find: 'const before = this._counted;\n    this._counted = libuv_counters();\n    if (this._counted === undefined) return turn',
        replace:
          'const before = this._counted;\n    const now = libuv_counters();\n    if (now && before && now.events !== before.events) return true;\n    if (this._counted === undefined) return turn',
      },
      {
        name: 'without a counter no turn is long',
        find: 'return turn > LONG_TURN_WITHOUT_COUNTER;',
        replace: 'return false;',
      },
      {
        name: 'a sleep is taken for work of others',
        find: 'const turn = this._waited ? 0 : now',
        replace: 'const turn = now',
      },
      {
        name: 'a loop that is woken by an event handles all in one turn',
        find: 'this._open_slice(now, LONGEST_SHARE);',
        replace: '',
      },
      {
        name: 'the clock is looked at after each callback',
        find: 'Math.min(this._look_after * 2, MOST_CALLBACKS_UNSEEN)',
        replace: '1',
      },
      {
        name: 'the clock is hardly looked at',
        find: 'Math.min(this._look_after * 2, MOST_CALLBACKS_UNSEEN)',
        replace: 'this._look_after * 2',
      },
      {
        name: 'heavy callbacks are not looked at more often',
        find: 'if (passed > UNSEEN_TIME * 1.5) {',
        replace: 'if (passed < 0) {',
      },
      {
        name: 'microtasks get no turn',
        find: 'if (this._hop_in === 0) {',
        replace: 'if (this._hop_in === -1) {',
      },
      {
        name: 'microtasks get ever fewer turns',
        find: 'Math.min(this._hop_after * 2, MOST_ITERATIONS_UNHOPPED)',
        replace: 'this._hop_after * 2',
      },
      {
        name: 'microtasks that feed the loop get no more turns',
        find: 'if (this._loop._ready_count() !== this._queued_before_hop) this._hop_after = 1;\n    else',
        replace: 'if (this._loop._ready_count() < 0) this._hop_after = 1;\n    else',
      },
      {
        name: 'a loop that stops does not end',
        find: "if (this._left === 0 && loop._is_stopping()) return 'ended';",
        replace: '',
      },
      {
        name: 'a loop that stops leaves the rest of its iteration',
        find: "if (this._left === 0 && loop._is_stopping()) return 'ended';",
        replace: "if (loop._is_stopping()) return 'ended';",
      },
      {
        name: 'an iteration that was divided begins anew',
        find: 'if (this._left === 0) {\n        if',
        replace: 'if (this._left >= 0) {\n        if',
      },
      {
        name: 'an error of a callback is nobody’s',
        find: 'this._end({ error });',
        replace: 'throw error;',
      },
      {
        name: 'an error does not say that the burst is over',
        find: '} catch (error) {\n      this._bursting = false;',
        replace: '} catch (error) {',
      },
      {
        name: 'a callback does not know that it runs',
        find: 'this._bursting = true;',
        replace: '',
      },
      {
        name: 'a run that is over leaves callbacks to itself',
        find: 'reset(): void {\n    this._left = 0;',
        replace: 'reset(): void {',
      },
      {
        name: 'a run that is over goes on in the next turn',
        find: 'clearImmediate(this._immediate);',
        replace: '',
      },
      {
        name: 'a run that is over goes on in a microtask',
        find: 'if (run === this._runs) action();',
        replace: 'action();',
      },
      {
        name: 'a slice begins in the turn of libuv itself',
        find: 'void resolved.then(this._start);',
        replace: 'this._go_on();',
      },
      {
        name: 'a run that is over begins another slice',
        find: 'this._start = this._microtask(() => this._go_on());\n    this._hop = this._microtask(() => this._after_microtasks());\n  }',
        replace: 'this._hop = this._microtask(() => this._after_microtasks());\n  }',
      },
    ],
  },
];
