import asyncio
import json
import os
import subprocess

from measured import Measured

CONNECTIONS = 10
PROTOCOL, STREAMS = range(2)

clients = {}


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


async def echo(reader, writer):
    while True:
        data = await reader.read(65536)
        if not data:
            return
        writer.write(data)
        await writer.drain()


async def start(how):
    """Start the server, and the client's process."""
    if how == PROTOCOL:
        loop = asyncio.get_event_loop()
        server = await loop.create_server(Echo, '127.0.0.1', 0)
    else:
        server = await asyncio.start_server(echo, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    program = [os.environ['NODE'], os.environ['ECHO_CLIENT'], str(port), str(CONNECTIONS)]
    return server, subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


async def main(size, how):
    if how not in clients:
        clients[how] = await start(how)
    client = clients[how][1]
    client.stdin.write(b'%d\n' % size)
    client.stdin.flush()
    line = await asyncio.get_event_loop().run_in_executor(None, client.stdout.readline)
    trips = json.loads(line.decode())
    return Measured({'wall': trips['seconds'], 'cpu': trips['seconds']}, trips['count'])
