# Characters found over HTTP: a page with a form for a browser, or for itself with --demo.
import asyncio
import html
import sys

import web.client as client
import web.server as web
from charfinder import answer, read_index

DEMO = ['smiling+cat', '%3Cfrown%3E']


# Whatever was asked, and whatever the characters are: the browser only shows it.
def page(query, items):
    lines = [
        '<!DOCTYPE html>',
        '<title>Charfinder</title>',
        '<form>',
        f'<input name="query" value="{html.escape(query)}" placeholder="chess black" autofocus>',
        '<button>Find</button>',
        '</form>',
        '<ul>',
        *items,
        '</ul>',
        '',
    ]
    return '\n'.join(lines)


@asyncio.coroutine
def home(index, query):
    items = []
    for line in answer(index, query) if query else []:
        items.append(f'<li>{html.escape(line)}</li>')
        # A long page lets others have their turn.
        if len(items) % 500 == 0:
            yield
    return page(query, items)


# A client that asks two questions, both at the same time.
@asyncio.coroutine
def demo(port):
    urls = [f'http://127.0.0.1:{port}/?query={query}' for query in DEMO]
    replies = yield from asyncio.gather(*[client.get(url) for url in urls])
    for status, body in replies:
        print('status', status)
        print(body.decode())


def main():
    demanded = (sys.argv[1:] or ['8888'])[0]
    loop = asyncio.get_event_loop()
    index = read_index()
    only_demo = demanded == '--demo'
    service = 0 if only_demo else int(demanded)
    server = web.serve(service, lambda query: home(index, query))
    try:
        if only_demo:
            loop.run_until_complete(demo(server.port))
        else:
            print(f'serving on http://127.0.0.1:{server.port}/ until Ctrl-C')
            loop.run_forever()
    except KeyboardInterrupt:
        print('no more served')
    finally:
        server.stop()
        loop.close()


if __name__ == '__main__':
    main()
