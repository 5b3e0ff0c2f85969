# A web server of the standard library, on this machine alone. It has threads; pages are made by coroutines of the loop.
import asyncio
import http.server
import socketserver
import threading
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):

    def do_GET(self):
        path, _, query = self.path.partition('?')
        if path != '/':
            self.answer(404, 'text/plain', 'There is only /.\n')
            return
        [asked] = urllib.parse.parse_qs(query).get('query', [''])[:1]
        page = asyncio.run_coroutine_threadsafe(self.server.page(asked), self.server.loop)
        self.answer(200, 'text/html', page.result())

    def answer(self, status, kind, text):
        self.send_response(status)
        self.send_header('Content-Type', f'{kind}; charset=utf-8')
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    @property
    def port(self):
        return self.server_address[1]

    def stop(self):
        self.shutdown()
        self.server_close()


# Serve what page(query) returns, a coroutine of the current loop.
def serve(port, page):
    server = Server(('127.0.0.1', port), Handler)
    server.page = page
    server.loop = asyncio.get_event_loop()
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    return server
