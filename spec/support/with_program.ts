/** A block that fails, and whose disposal fails, as ts-node compiles it. */

import * as asyncio from '../../lib/index';

const main = asyncio.coroutine(function* main(): asyncio.Coroutine<void> {
  const lock = new asyncio.Lock();
  using _ = yield* lock;
  lock.release();
  throw new Error('in the block');
});

async function report(): Promise<void> {
  try {
    await asyncio.get_event_loop().run_until_complete(main());
  } catch (raised) {
    const { name, error, suppressed } = raised as SuppressedError;
    console.log(`${name}: ${error}, ${suppressed}`);
  }
}

void report();
