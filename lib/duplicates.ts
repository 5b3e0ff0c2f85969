/** Whether an object stands in a list twice. */

/**
 * The table of a larger Set is for V8 a large object, with memory pages of its own, fresh for each Set: to fill it takes
 * about ten times as long for each member. (Measured: 23 ns up to 4,096 members, 190 ns from there on.)
 */
const LARGEST_QUICK_SET = 4096;

/** To ask so many sets takes no longer than to fill one large set. */
const MOST_QUICK_SETS = 10;

export function has_duplicates(objects: readonly unknown[]): boolean {
  const full: Set<unknown>[] = [];
  let current = new Set<unknown>();
  for (const object of objects) {
    if (current.has(object) || full.some((set) => set.has(object))) return true;
    if (current.size === LARGEST_QUICK_SET && full.length < MOST_QUICK_SETS) {
      full.push(current);
      current = new Set();
    }
    current.add(object);
  }
  return false;
}
