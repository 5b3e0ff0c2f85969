import { join } from 'node:path';
import { ROOT } from '../contenders';
import { start_bare_server, start_client, type Trips } from '../echo';
import { type AsyncioLoop, yieldfrom_loop } from '../libraries';
import { amount, type Contender, doubling, Measured, type Workload } from '../workload';

const CONNECTIONS = 10;

const measured = ({ seconds, count }: Trips) => new Measured(amount(seconds), count);

/** Ours: what `listen` has started serves as long as the client is at work. */
function serving(listen: (asyncio: AsyncioLoop) => Promise<number>): Contender {
  return async () => {
    const asyncio = yieldfrom_loop();
    const { coroutine, loop, run } = asyncio;
    const { round_trips } = start_client(await listen(asyncio), CONNECTIONS);
    const main = coroutine(function* main(count: number) {
      const trips = loop.create_future<Trips>();
      round_trips(count).then(
        (made) => loop.call_soon_threadsafe(() => trips.set_result(made)),
        (error) => loop.call_soon_threadsafe(() => trips.set_exception(error)),
      );
      return measured(yield* trips);
    });
    return (size) => run(main(size));
  };
}

async function native() {
  const { round_trips } = start_client(await start_bare_server(), CONNECTIONS);
  return async (size: number) => measured(await round_trips(size));
}

const port_of = (server: { readonly sockets: unknown }) =>
  (server.sockets as { getsockname(): [string, number] }[])[0]?.getsockname()[1] as number;

async function with_protocol({ Protocol, loop, run }: AsyncioLoop): Promise<number> {
  type Transport = { write(data: Uint8Array): void };
  class Echo extends Protocol {
    private _transport: Transport | undefined;

    override connection_made(transport: unknown): void {
      this._transport = transport as Transport;
    }

    override data_received(data: Uint8Array): void {
      this._transport?.write(data);
    }
  }
  return port_of(await run(loop.create_server(() => new Echo(), '127.0.0.1', 0)));
}

async function with_streams({ coroutine, run, start_server }: AsyncioLoop): Promise<number> {
  type Reader = import('../../../lib/index').StreamReader;
  type Writer = import('../../../lib/index').StreamWriter;
  const echo = coroutine(function* echo(reader: Reader, writer: Writer) {
    for (;;) {
      const data = yield* reader.read(65536);
      if (data.length === 0) return;
      writer.write(data);
      yield* writer.drain();
    }
  });
  return port_of(await run(start_server(echo, '127.0.0.1', 0)));
}

function echoing(
  name: string,
  means: string,
  listen: (asyncio: AsyncioLoop) => Promise<number>,
  argument: number,
): Workload {
  return {
    name,
    about: `a TCP server echoes ${means}: 64 bytes on each of ${CONNECTIONS} connections, the client in another process`,
    unit: 'round trip',
    sizes: doubling(4 * CONNECTIONS, 2560 * CONNECTIONS),
    // Mostly the kernel is at work: it takes as many seconds until all of a server is compiled.
    warm_up: 3,
    units: (size) => size,
    answer: (size) => size,
    contenders: { yieldfrom: serving(listen), native },
    python: {
      file: 'echo.py',
      argument,
      env: {
        NODE: process.execPath,
        ECHO_CLIENT: join(ROOT, 'dist/bench/spec/bench/echo_client.js'),
      },
    },
    notes: { native: 'bare node:net: no transport, no flow control' },
  };
}

export const echoes: readonly Workload[] = [
  echoing('echo-protocol', 'with a Protocol', with_protocol, 0),
  echoing('echo-streams', 'with streams', with_streams, 1),
];
