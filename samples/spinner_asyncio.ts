// A text spinner turns while a slow function works: two coroutines in one thread.
import * as asyncio from '../lib';
import * as itertools from './itertools';

// Turns until it is cancelled, then wipes its line.
const spin = asyncio.coroutine(function* spin(msg: string) {
  const write = (text: string) => process.stdout.write(text);
  let status = '';
  for (const char of itertools.cycle('|/-\\')) {
    status = `${char} ${msg}`;
    write(status);
    write('\x08'.repeat(status.length));
    try {
      yield* asyncio.sleep(0.1);
    } catch (error) {
      if (!(error instanceof asyncio.CancelledError)) throw error;
      break;
    }
  }
  write(' '.repeat(status.length) + '\x08'.repeat(status.length));
});

// Stands for a long wait on the network: the loop goes on meanwhile.
const slow_function = asyncio.coroutine(function* slow_function() {
  yield* asyncio.sleep(3);
  return 3;
});

const supervisor = asyncio.coroutine(function* supervisor() {
  const spinner = asyncio.ensure_future(spin('thinking!'));
  console.log('spinner object:', spinner);
  const result = yield* slow_function();
  spinner.cancel();
  return result;
});

async function main() {
  const loop = asyncio.get_event_loop();
  const result = await loop.run_until_complete(supervisor());
  loop.close();
  console.log('Answer:', result);
}

if (require.main === module) {
  main();
}
