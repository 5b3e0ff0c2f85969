// A text spinner turns while a slow function works: two threads.
import * as threading from '../lib/threading';
import * as time from '../lib/time';
import * as itertools from './itertools';

// How the main thread asks the spinner to stop.
export class Signal extends threading.Shared {
  go = true;
}

// Turns until the signal says no, then wipes its line.
export function spin(msg: string, signal: Signal) {
  const write = (text: string) => process.stdout.write(text);
  let status = '';
  for (const char of itertools.cycle('|/-\\')) {
    status = `${char} ${msg}`;
    write(status);
    write('\x08'.repeat(status.length));
    time.sleep(0.1);
    if (!signal.go) break;
  }
  write(' '.repeat(status.length) + '\x08'.repeat(status.length));
}

// Stands for a long wait on the network: it blocks its own thread, the other one goes on.
function slow_function() {
  time.sleep(3);
  return 3;
}

function supervisor() {
  const signal = new Signal();
  const spinner = new threading.Thread({ target: spin, args: ['thinking!', signal] });
  console.log('spinner object:', spinner);
  spinner.start();
  const result = slow_function();
  signal.go = false;
  spinner.join();
  return result;
}

function main() {
  const result = supervisor();
  console.log(`Answer: ${result}`);
}

if (require.main === module) {
  main();
}
