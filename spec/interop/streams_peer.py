"""One side of the conversation of streams.spec.ts, on CPython 3.6: `streams_peer.py (server|client) (tcp|unix) ADDRESS`."""

import asyncio
import hashlib
import sys


@asyncio.coroutine
def serve(reader, writer):
    line = yield from reader.readline()
    writer.write(line.upper())
    size = int((yield from reader.readline()))
    data = yield from reader.readexactly(size)
    writer.write(hashlib.sha1(data).hexdigest().encode() + b'\n')
    chunk = yield from reader.readuntil(b'--')
    writer.write(chunk[::-1] + b'\n')
    yield from writer.drain()
    rest = yield from reader.read()
    writer.write(('%d more, at_eof %s' % (len(rest), reader.at_eof())).encode() + b'\n')
    # From now on drain() waits until all is sent: this process ends soon after close().
    writer.transport.set_write_buffer_limits(0)
    size = 300000
    while size:
        writer.write(b'x' * 10000)
        yield from writer.drain()
        size -= 10000
    writer.close()


@asyncio.coroutine
def converse(reader, writer):
    writer.write(b'hello, ')
    writer.write(b'world\n')
    print((yield from reader.readline()).decode().rstrip())
    data = bytes(i * 7 % 256 for i in range(1000000))
    writer.writelines([b'1000000\n', data])
    yield from writer.drain()
    print((yield from reader.readline()).decode().rstrip())
    writer.write(b'abc-')
    writer.write(b'-')
    print((yield from reader.readline()).decode().rstrip())
    for _ in range(50):
        writer.write(b'rest' * 1000)
        yield from writer.drain()
    writer.write_eof()
    print((yield from reader.readline()).decode().rstrip())
    print(len((yield from reader.read())), 'bytes at the end')
    print(repr((yield from reader.read())))
    writer.close()


@asyncio.coroutine
def main(role, kind, address):
    if role == 'client':
        if kind == 'tcp':
            reader, writer = yield from asyncio.open_connection('127.0.0.1', int(address))
        else:
            reader, writer = yield from asyncio.open_unix_connection(address)
        yield from converse(reader, writer)
        return
    done = asyncio.get_event_loop().create_future()

    @asyncio.coroutine
    def serve_once(reader, writer):
        yield from serve(reader, writer)
        done.set_result(None)

    if kind == 'tcp':
        server = yield from asyncio.start_server(serve_once, '127.0.0.1', int(address))
        print(server.sockets[0].getsockname()[1], flush=True)
    else:
        server = yield from asyncio.start_unix_server(serve_once, address)
        print(address, flush=True)
    yield from done
    yield from asyncio.sleep(0)
    server.close()
    yield from server.wait_closed()


asyncio.get_event_loop().run_until_complete(main(*sys.argv[1:]))
