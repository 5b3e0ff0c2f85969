// The life of a future: pending, then finished with a result or an exception, or cancelled.
import * as asyncio from '../lib';
import { ValueError } from '../lib/errors';

const loop = asyncio.get_event_loop();

function show(future: asyncio.Future<number>) {
  console.log('callback got', future);
}

const wait_for = asyncio.coroutine(function* wait_for(future: asyncio.Future<number>) {
  console.log('the coroutine waits');
  try {
    const result = yield* future;
    console.log('the coroutine goes on with', result);
  } catch (error) {
    if (error instanceof ValueError) {
      console.log('the coroutine caught', error.message);
    } else if (error instanceof asyncio.CancelledError) {
      console.log('the coroutine saw that its future was cancelled');
    } else throw error;
  }
});

async function main() {
  // Pending: there is nothing to read yet.
  let future = loop.create_future<number>();
  console.log(future, future.done() ? 'done' : 'not done');
  try {
    future.result();
  } catch (error) {
    if (!(error instanceof asyncio.InvalidStateError)) throw error;
    console.log('too early for result():', error.name);
  }

  // Finished with a result, which wakes the coroutine that waits for it.
  loop.call_later(0.05, () => future.set_result(42));
  await loop.run_until_complete(wait_for(future));
  console.log(future, future.done() ? 'done' : 'not done');
  console.log('result() as often as you like:', future.result(), future.result());

  // A future is finished once.
  try {
    future.set_result(43);
  } catch (error) {
    if (!(error instanceof asyncio.InvalidStateError)) throw error;
    console.log('too late for set_result():', error.name);
  }

  // A callback is called by the loop and never at once, done as the future may be.
  future.add_done_callback(show);
  console.log('callback added');
  await loop.run_until_complete(asyncio.sleep(0));

  // Until then the future lists its callbacks.
  future = loop.create_future<number>();
  future.add_done_callback(show);
  console.log(future);
  console.log('callbacks removed:', future.remove_done_callback(show));

  // Finished with an exception: exception() returns it, result() and yield from raise it.
  future.set_exception(new ValueError('no such thing'));
  console.log(future);
  console.log('exception() returns:', (future.exception() as ValueError).name);
  try {
    future.result();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    console.log('result() raises:', error.message);
  }
  await loop.run_until_complete(wait_for(future));

  // Cancelled: the third way of being done. Whoever waits is told.
  future = loop.create_future<number>();
  loop.call_later(0.05, () => future.cancel());
  await loop.run_until_complete(wait_for(future));
  console.log(future, future.done() ? 'done' : 'not done');
  console.log(future.cancelled() ? 'cancelled' : 'not cancelled');
  console.log(future.cancel() ? 'cancelled again' : 'nothing left to cancel');
  loop.close();
}

if (require.main === module) {
  main();
}
