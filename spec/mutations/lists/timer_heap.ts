import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'timer_heap.ts',
    specs: ['spec/conformance/test_base_events.1_scheduling.spec.ts', 'spec/base_events'],
    mutations: [
      {
        name: 'events.py: loop: stable order of equal deadlines',
        find: 'a._when < b._when;',
        replace:
          'a._when < b._when || (a._when === b._when && (numbers.get(a) ?? 0) < (numbers.get(b) ?? 0));\nconst numbers = new WeakMap<TimerHandle, number>();\nlet made = 0;',
        also: [
          {
            find: 'heappush(heap, timer, earlier);',
            replace: 'made += 1;\n  numbers.set(timer, made);\n  heappush(heap, timer, earlier);',
          },
        ],
      },
      {
        name: 'base_events.py: loop: no purge of cancelled timers',
        find: 'count > MIN_SCHEDULED_TIMER_HANDLES &&',
        replace: 'count < 0 &&',
      },
      {
        name: 'base_events.py: loop: purge keeps heap order',
        find: 'heapify(kept, earlier);',
        replace: '',
      },
      {
        name: 'a timer is not in the heap',
        find: 'timer._scheduled = true;',
        replace: '',
      },
      {
        name: 'a timer that left the heap still counts when it is cancelled',
        find: 'timer._scheduled = false;\n  return timer;',
        replace: 'return timer;',
      },
      {
        name: 'a timer that was swept still counts as one of the heap',
        find: 'if (timer._cancelled) timer._scheduled = false;',
        replace: 'void timer;',
      },
      {
        name: 'a sweep is due as soon as half of the timers are cancelled',
        find: '> MIN_CANCELLED_TIMER_HANDLES_FRACTION\n',
        replace: '>= MIN_CANCELLED_TIMER_HANDLES_FRACTION\n',
      },
      {
        name: 'a sweep is due with a hundred timers',
        find: 'count > MIN_SCHEDULED',
        replace: 'count >= MIN_SCHEDULED',
      },
    ],
  },
];
