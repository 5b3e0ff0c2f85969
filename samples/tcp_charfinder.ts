// Characters found over TCP: a server that is asked line by line, by telnet, by nc, or by itself with --demo.
import * as asyncio from '../lib';
import { ConnectionError, KeyboardInterrupt, ValueError } from '../lib/errors';
import { answer, type Index, read_index } from './charfinder';
import { decode, is_printable } from './unicode/names';

// Nobody but this machine is served.
const HOST = '127.0.0.1';
const PROMPT = '?> ';
const DEMO = ['black chess', 'no such character'];

type Reader = asyncio.StreamReader;
type Writer = asyncio.StreamWriter;

// One connection: a query a line. An empty line ends it, and so do Ctrl-C and the other keys that are no characters.
export const handle_queries = asyncio.coroutine(function* handle_queries(
  index: Index,
  reader: Reader,
  writer: Writer,
) {
  try {
    while (true) {
      writer.write(Buffer.from(PROMPT));
      yield* writer.drain();
      const line = yield* reader.readline();
      const query = decode(line).trim();
      if (query === '' || !is_printable(query)) break;
      const lines = answer(index, query).map((line) => `${line}\r\n`);
      writer.writelines(lines.map((line) => Buffer.from(line)));
      // It waits for a client that reads slowly.
      yield* writer.drain();
      console.log('asked for', query);
    }
  } catch (error) {
    if (error instanceof ConnectionError) {
      console.log('a client was lost');
    } else if (error instanceof ValueError) {
      console.log('a line was too long');
    } else throw error;
  } finally {
    writer.close();
  }
});

const start = asyncio.coroutine(function* start(index: Index, port: number | string) {
  function connected(reader: Reader, writer: Writer) {
    return handle_queries(index, reader, writer);
  }

  return yield* asyncio.start_server(connected, HOST, port);
});

// A client that asks two questions.
const demo = asyncio.coroutine(function* demo(port: number) {
  const [reader, writer] = yield* asyncio.open_connection(HOST, port);
  const prompt = yield* reader.readuntil(Buffer.from(PROMPT));
  for (const query of DEMO) {
    console.log(prompt.toString() + query);
    writer.write(Buffer.from(`${query}\r\n`));
    const reply = yield* reader.readuntil(Buffer.from(PROMPT));
    for (const line of reply.toString().split('\r\n').slice(0, -1)) {
      console.log(line);
    }
  }
  writer.write(Buffer.from('\r\n'));
  yield* reader.read();
  console.log('closed by the server');
  writer.close();
});

// The connections that are open when the server ends.
const end_connections = asyncio.coroutine(function* end_connections() {
  const me = asyncio.Task.current_task();
  const connections = [...asyncio.Task.all_tasks()].filter((task) => task !== me);
  for (const task of connections) {
    task.cancel();
  }
  yield* asyncio.gather(...connections, { return_exceptions: true });
});

async function main() {
  const demanded = process.argv[2] ?? '2323';
  const only_demo = demanded === '--demo';
  const service = only_demo ? 0 : demanded;
  const loop = asyncio.get_event_loop();
  const server = await loop.run_until_complete(start(read_index(), service));
  const [address] = (server.sockets ?? []).map((socket) => socket.getsockname());
  const [host, port] = address as [string, number];
  try {
    if (only_demo) {
      await loop.run_until_complete(demo(port));
    } else {
      console.log(`serving on ${host} port ${port}, until Ctrl-C`);
      await loop.run_forever();
    }
  } catch (error) {
    if (!(error instanceof KeyboardInterrupt)) throw error;
    console.log('no more served');
  } finally {
    server.close();
    await loop.run_until_complete(server.wait_closed());
    await loop.run_until_complete(end_connections());
    loop.close();
  }
}

if (require.main === module) {
  main();
}
