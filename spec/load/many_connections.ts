/**
 * An echo server on streams that holds thousands of connections at once, and answers all. The clients are plain sockets of
 * Node in a second process.
 *
 *     node -r ts-node/register spec/load/many_connections.ts [HOW MANY]
 *
 * The exit code is 1 when a connection or an answer is missing.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import * as asyncio from '../../lib/index';

const count = Number(process.argv[2] ?? 5000);

let open = 0;
let most_open = 0;
let lines = 0;

const echo = asyncio.coroutine(function* echo(
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
) {
  open += 1;
  most_open = Math.max(most_open, open);
  try {
    for (;;) {
      const line = yield* reader.readline();
      if (line.length === 0) break;
      lines += 1;
      writer.write(line);
      yield* writer.drain();
    }
  } finally {
    writer.close();
    open -= 1;
  }
});

/** What the clients have to say when they are through: how many have got their own line back, each time. */
function outcome_of(
  clients: ChildProcess,
  loop: asyncio.AbstractEventLoop,
): asyncio.Future<number> {
  const outcome = loop.create_future<number>();
  clients.once('message', (answered) =>
    loop.call_soon_threadsafe(() => outcome.set_result(answered as number)),
  );
  clients.once('exit', (code) => {
    if (code === 0) return;
    loop.call_soon_threadsafe(() => outcome.set_exception(new Error(`clients ended with ${code}`)));
  });
  return outcome;
}

const main = asyncio.coroutine(function* main(loop: asyncio.AbstractEventLoop) {
  const server = yield* asyncio.start_server(echo, '127.0.0.1', 0, { backlog: 1024 });
  const port = server.sockets?.[0]?.getsockname()[1];
  const clients = fork(join(__dirname, 'echo_clients.ts'), [String(port), String(count)], {
    execArgv: process.execArgv,
  });
  const answered = yield* outcome_of(clients, loop);
  while (open > 0) yield* asyncio.sleep(0.01);
  server.close();
  return answered;
});

async function run(): Promise<void> {
  const loop = asyncio.get_event_loop();
  const start = performance.now();
  const answered = await loop.run_until_complete(main(loop));
  loop.close();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${most_open} connections at once, ${lines} lines, ${answered} clients answered, ${seconds} s`,
  );
  if (most_open !== count || answered !== count) {
    console.log(`not all of ${count}`);
    process.exitCode = 1;
  }
}

void run();
