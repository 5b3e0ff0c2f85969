# A page over HTTP, without a thread: asyncio carries the bytes, http.client knows what they mean.
import asyncio
import http.client
import io
import urllib.parse


# What http.client reads from in place of a socket.
class Received:

    def __init__(self, data):
        self.data = data

    def makefile(self, mode):
        return io.BytesIO(self.data)


@asyncio.coroutine
def get(url):
    _, host, path, query, _ = urllib.parse.urlsplit(url)
    target = f'{path}?{query}' if query else path
    reader, writer = yield from asyncio.open_connection(*host.split(':'))
    try:
        writer.write(f'GET {target} HTTP/1.0\r\nHost: {host}\r\n\r\n'.encode())
        response = http.client.HTTPResponse(Received((yield from reader.read())))
    finally:
        writer.close()
    response.begin()
    return response.status, response.read()
