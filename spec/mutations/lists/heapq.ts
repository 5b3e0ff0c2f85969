import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'heapq.ts',
    specs: [
      'spec/heapq.spec.ts',
      'spec/conformance/test_base_events.1',
      'spec/conformance/test_base_events.2',
      'spec/conformance/test_queues',
    ],
    mutations: [
      {
        name: 'of two equal children the left one comes first',
        find: '!less(heap[child] as T, heap[right] as T)',
        replace: 'less(heap[right] as T, heap[child] as T)',
      },
      {
        name: 'an item rises above its equals',
        find: 'if (!less(item, heap[parent] as T)) break;',
        replace: 'if (less(heap[parent] as T, item)) break;',
      },
      {
        name: 'an item does not rise',
        find: 'move_up(heap, 0, heap.length - 1, less);',
        replace: '',
      },
      {
        name: 'an item stays where it has sunk to',
        find: 'move_up(heap, start, position, less);',
        replace: '',
      },
      {
        name: 'heapify() leaves the root out',
        find: 'i >= 0; i--) sink_and_rise',
        replace: 'i > 0; i--) sink_and_rise',
      },
    ],
  },
];
