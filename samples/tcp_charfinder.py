# Characters found over TCP: a server that is asked line by line, by telnet, by nc, or by itself with --demo.
import asyncio
import sys

from charfinder import answer, read_index
from unicode.names import decode, is_printable

# Nobody but this machine is served.
HOST = '127.0.0.1'
PROMPT = '?> '
DEMO = ['black chess', 'no such character']


# One connection: a query a line. An empty line ends it, and so do Ctrl-C and the other keys that are no characters.
@asyncio.coroutine
def handle_queries(index, reader, writer):
    try:
        while True:
            writer.write(PROMPT.encode())
            yield from writer.drain()
            line = yield from reader.readline()
            query = decode(line).strip()
            if query == '' or not is_printable(query):
                break
            lines = [f'{line}\r\n' for line in answer(index, query)]
            writer.writelines(line.encode() for line in lines)
            # It waits for a client that reads slowly.
            yield from writer.drain()
            print('asked for', query)
    except ConnectionError:
        print('a client was lost')
    except ValueError:
        print('a line was too long')
    finally:
        writer.close()


@asyncio.coroutine
def start(index, port):
    def connected(reader, writer):
        return handle_queries(index, reader, writer)

    return (yield from asyncio.start_server(connected, HOST, port))


# A client that asks two questions.
@asyncio.coroutine
def demo(port):
    reader, writer = yield from asyncio.open_connection(HOST, port)
    prompt = yield from reader.readuntil(PROMPT.encode())
    for query in DEMO:
        print(prompt.decode() + query)
        writer.write(f'{query}\r\n'.encode())
        reply = yield from reader.readuntil(PROMPT.encode())
        for line in reply.decode().split('\r\n')[:-1]:
            print(line)
    writer.write(b'\r\n')
    yield from reader.read()
    print('closed by the server')
    writer.close()


# The connections that are open when the server ends.
@asyncio.coroutine
def end_connections():
    me = asyncio.Task.current_task()
    connections = [task for task in asyncio.Task.all_tasks() if task is not me]
    for task in connections:
        task.cancel()
    yield from asyncio.gather(*connections, return_exceptions=True)


def main():
    demanded = (sys.argv[1:] or ['2323'])[0]
    only_demo = demanded == '--demo'
    service = 0 if only_demo else demanded
    loop = asyncio.get_event_loop()
    server = loop.run_until_complete(start(read_index(), service))
    [address] = [socket.getsockname() for socket in server.sockets]
    host, port = address
    try:
        if only_demo:
            loop.run_until_complete(demo(port))
        else:
            print(f'serving on {host} port {port}, until Ctrl-C')
            loop.run_forever()
    except KeyboardInterrupt:
        print('no more served')
    finally:
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.run_until_complete(end_connections())
        loop.close()


if __name__ == '__main__':
    main()
