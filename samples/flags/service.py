# A service on this machine that has the flags of some countries: what flags_executor.py and flags_asyncio.py download.
import http.server
import threading
import urllib.error
import urllib.request

from web.server import Server

SIZES = {'BR': 120, 'CN': 80, 'ID': 60, 'IN': 100, 'NG': 90, 'PK': 110, 'US': 150}


class Handler(http.server.BaseHTTPRequestHandler):

    def do_GET(self):
        size = SIZES.get(self.path[len('/flags/'):-len('.gif')])
        self.send_response(404 if size is None else 200)
        self.end_headers()
        self.wfile.write(b'GIF89a'.ljust(size or 0, b'.'))

    def log_message(self, *args):
        pass


def serve():
    server = Server(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    return server


# The answer whatever its status is, as JavaScript's fetch gives it.
def fetch(url):
    try:
        return urllib.request.urlopen(url)
    except urllib.error.HTTPError as error:
        return error
