import { effect_module } from '../effect';
import { co, effection, yieldfrom } from '../libraries';
import { type Contender, Measured, stopwatch, type Workload } from '../workload';

/** Load a library, once for each process. */
function loading(load: () => unknown): Contender {
  return () => async (size) => {
    const cost = stopwatch();
    const module = await load();
    return new Measured(cost(), module === undefined ? 0 : size);
  };
}

export const importing: Workload = {
  name: 'import',
  about: 'the library is loaded, in a new process',
  unit: 'import',
  sizes: [1],
  is_fresh: true,
  units: (size) => size,
  answer: (size) => size,
  contenders: {
    yieldfrom: loading(yieldfrom),
    co: loading(co),
    effection: loading(effection),
    effect: loading(() => effect_module('Effect')),
  },
  python: { file: 'import_.py' },
  notes: { effect: 'effect/Effect alone' },
};
