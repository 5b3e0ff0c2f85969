import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';

let loop: VirtualTimeLoop;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  onTestFinished(() => loop.close());
});

type Factory = () => asyncio.StreamReaderProtocol;

/** Connects at once, and notes what it was asked for; another loop than the one that runs. */
class Asked extends asyncio.AbstractEventLoop {
  readonly calls: unknown[][] = [];
  readonly transport = new asyncio.Transport();
  /** What makes the protocols of a server. */
  factory: Factory | undefined;

  private *_connect(name: string, factory: Factory, args: unknown[]) {
    this.calls.push([name, ...args]);
    return [this.transport, factory()];
  }

  private *_serve(name: string, factory: Factory, args: unknown[]) {
    this.calls.push([name, ...args]);
    this.factory = factory;
    return 'a server';
  }

  override create_connection(...[factory, ...args]: unknown[]): never {
    return this._connect('create_connection', factory as Factory, args) as never;
  }

  override create_unix_connection(...[factory, ...args]: unknown[]): never {
    return this._connect('create_unix_connection', factory as Factory, args) as never;
  }

  override create_server(...[factory, ...args]: unknown[]): never {
    return this._serve('create_server', factory as Factory, args) as never;
  }

  override create_unix_server(...[factory, ...args]: unknown[]): never {
    return this._serve('create_unix_server', factory as Factory, args) as never;
  }

  override get_debug(): boolean {
    return false;
  }
}

const run = <T>(coro: asyncio.Coroutine<T>): T => loop.run_until_complete(coro);

describe('open_connection() and open_unix_connection()', () => {
  it('use the loop and the limit that they are given, and pass on everything else', () => {
    const asked = new Asked();
    const options = { loop: asked, limit: 7, ssl: true };
    for (const [reader, writer] of [
      run(asyncio.open_connection('host', 80, options)),
      run(asyncio.open_unix_connection('path', options)),
    ]) {
      expect([reader._loop, reader._limit]).toEqual([asked, 7]);
      expect([writer._loop, writer._reader, writer.transport]).toEqual([
        asked,
        reader,
        asked.transport,
      ]);
    }
    expect(asked.calls).toEqual([
      ['create_connection', 'host', 80, { ssl: true }],
      ['create_unix_connection', 'path', { ssl: true }],
    ]);
  });

  it('take by name what they take by place', () => {
    const asked = new Asked();
    run(asyncio.open_connection({ host: 'host', port: 80, loop: asked }));
    run(asyncio.open_unix_connection({ path: 'path', loop: asked }));
    expect(asked.calls).toEqual([
      ['create_connection', 'host', 80, {}],
      ['create_unix_connection', 'path', {}],
    ]);
    expect(() => run(asyncio.open_unix_connection('path', { path: 'path', loop: asked }))).toThrow(
      new TypeError("open_unix_connection() got multiple values for argument 'path'"),
    );
  });
});

describe('start_server() and start_unix_server()', () => {
  it('use the loop and the limit that they are given, and pass on everything else', () => {
    const served: asyncio.StreamReader[] = [];
    const callback = (reader: asyncio.StreamReader) => served.push(reader);
    const asked = new Asked();
    const options = { loop: asked, limit: 7, backlog: 1 };
    for (const server of [
      run(asyncio.start_server(callback, 'host', 80, options)),
      run(asyncio.start_unix_server(callback, 'path', options)),
    ]) {
      expect(server).toBe('a server');
      for (let i = 0; i < 2; i++) asked.factory?.().connection_made(new asyncio.Transport());
    }
    expect(asked.calls).toEqual([
      ['create_server', 'host', 80, { backlog: 1 }],
      ['create_unix_server', 'path', { backlog: 1 }],
    ]);
    // Each connection has a reader of its own.
    expect(new Set(served).size).toBe(4);
    for (const reader of served) expect([reader._loop, reader._limit]).toEqual([asked, 7]);
  });
});
