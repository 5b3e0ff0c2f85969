// Cancelling is an exception thrown into the coroutine where it waits: what it may do with it.
import * as asyncio from '../lib';

// Takes notice, cleans up (which may take its own time) and goes.
const tidy = asyncio.coroutine(function* tidy() {
  console.log('tidy: starts');
  try {
    yield* asyncio.sleep(10);
    console.log('tidy: never printed');
  } catch (error) {
    if (!(error instanceof asyncio.CancelledError)) throw error;
    console.log('tidy: cancelled at its sleep');
    throw error;
  } finally {
    console.log('tidy: cleans up');
    yield* asyncio.sleep(0.05);
    console.log('tidy: is clean');
  }
});

// Waits for another coroutine: the innermost one is told first.
const outer = asyncio.coroutine(function* outer() {
  console.log('outer: starts');
  try {
    yield* tidy();
  } finally {
    console.log('outer: cleans up after tidy');
  }
});

// Swallows the request, goes on and finishes as if nothing had been.
const stubborn = asyncio.coroutine(function* stubborn() {
  console.log('stubborn: starts');
  try {
    yield* asyncio.sleep(10);
  } catch (error) {
    if (!(error instanceof asyncio.CancelledError)) throw error;
    console.log('stubborn: not now');
  }
  yield* asyncio.sleep(0.05);
  return 'finished all the same';
});

// Is cancelled before its first step.
const unborn = asyncio.coroutine(function* unborn() {
  console.log('unborn: never printed');
  yield* asyncio.sleep(10);
});

const cancel_soon = asyncio.coroutine(function* cancel_soon(coro: asyncio.Coroutine) {
  const task = asyncio.ensure_future(coro);
  yield* asyncio.sleep(0.05);
  task.cancel();
  console.log('asked', task);
  try {
    const result = yield* task;
    console.log('ended with', result);
  } catch (error) {
    if (!(error instanceof asyncio.CancelledError)) throw error;
    console.log('ended by cancellation');
  }
  console.log('left', task);
});

const cancel_at_once = asyncio.coroutine(function* cancel_at_once(coro: asyncio.Coroutine) {
  const task = asyncio.ensure_future(coro);
  task.cancel();
  console.log('asked', task);
  yield* asyncio.wait([task]);
  console.log('left', task);
  console.log(task.cancel() ? 'cancelled again' : 'nothing left to cancel');
});

async function main() {
  const loop = asyncio.get_event_loop();
  await loop.run_until_complete(cancel_soon(tidy()));
  await loop.run_until_complete(cancel_soon(outer()));
  await loop.run_until_complete(cancel_soon(stubborn()));
  await loop.run_until_complete(cancel_at_once(unborn()));
  loop.close();
}

if (require.main === module) {
  main();
}
