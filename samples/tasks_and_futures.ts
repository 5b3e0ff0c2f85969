// What can be waited for: futures, tasks, coroutines, and functions that return any of them.
import * as asyncio from '../lib';

// Makes tasks as its parent does, and counts them.
class CountingLoop extends asyncio.SelectorEventLoop {
  created = 0;

  override create_task<T>(coro: asyncio.Coroutine<T>): asyncio.Task<T> {
    const task = super.create_task(coro);
    this.created += 1;
    console.log('task number', this.created);
    return task;
  }
}

const loop = new CountingLoop();
asyncio.set_event_loop(loop);

// A coroutine: its body starts when something runs it.
const double = asyncio.coroutine(function* double(number: number) {
  console.log('doubling', number);
  yield* asyncio.sleep(0.05);
  return 2 * number;
});

// No coroutine, no generator: a function that returns a future. It starts when it is called.
function triple(number: number) {
  console.log('tripling', number);
  const future = loop.create_future<number>();
  loop.call_later(0.05, () => future.set_result(3 * number));
  return future;
}

// A coroutine without a yield from: what its function returns is waited for.
const choose = asyncio.coroutine(function choose(number: number) {
  return number % 2 ? double(number) : triple(number);
});

const supervisor = asyncio.coroutine(function* supervisor() {
  // A future stays itself, under the old name async as well.
  const future = triple(1);
  console.log(asyncio.ensure_future(future) === future ? 'the same future' : 'another');
  console.log(asyncio.async(future) === future ? 'the same future' : 'another');

  // A task is a future, so it stays itself too.
  const task = asyncio.ensure_future(double(2));
  console.log(asyncio.ensure_future(task) === task ? 'the same task' : 'another');
  console.log(asyncio.async(task) === task ? 'the same task' : 'another');
  console.log(task);

  // A coroutine becomes a task, which runs while we wait for something else.
  const other = asyncio.async(double(3));
  console.log(other instanceof asyncio.Task ? 'a task' : 'no task');
  console.log('future:', yield* future, 'task:', yield* task, 'other:', yield* other);
  console.log(task);

  // Waited for directly, a coroutine becomes no task and runs here and now.
  console.log('coroutine:', yield* double(4));
  console.log('function:', yield* triple(5));

  // The caller does not see which of the two it gets.
  console.log('either:', yield* choose(6), yield* choose(7));
  const first = asyncio.ensure_future(double(8));
  const results = yield* asyncio.gather(first, triple(9));
  console.log('both:', results[0], results[1]);
});

async function main() {
  await loop.run_until_complete(supervisor());
  console.log('tasks created:', loop.created);
  loop.close();
}

if (require.main === module) {
  main();
}
