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
        find: 'if (!less(item, above)) return;',
        replace: 'if (less(above, item)) return;',
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
        name: 'an item that rises is lost when a comparison raises',
        find: 'if (!less(item, above)) return;\n      heap[position] = above;\n      position = parent;\n    }\n  } finally {\n    heap[position] = item;\n  }',
        replace:
          'if (!less(item, above)) break;\n      heap[position] = above;\n      position = parent;\n    }\n  } catch (error) {\n    throw error;\n  }\n  heap[position] = item;',
      },
      {
        name: 'an item that sinks is lost when a comparison raises',
        find: '  } finally {\n    heap[position] = item;\n  }\n  move_up',
        replace: '  } catch (error) {\n    throw error;\n  }\n  heap[position] = item;\n  move_up',
      },
      {
        name: 'heapify() leaves the root out',
        find: 'i >= 0; i--) sink_and_rise',
        replace: 'i > 0; i--) sink_and_rise',
      },
    ],
  },
];
