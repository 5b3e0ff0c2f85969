// Characters found over HTTP: a page with a form for a browser, or for itself with --demo.
import * as asyncio from '../lib';
import { KeyboardInterrupt } from '../lib/errors';
import { answer, type Index, read_index } from './charfinder';
import * as html from './html';
import * as client from './web/client';
import * as web from './web/server';

const DEMO = ['smiling+cat', '%3Cfrown%3E'];

// Whatever was asked, and whatever the characters are: the browser only shows it.
function page(query: string, items: readonly string[]) {
  const lines = [
    '<!DOCTYPE html>',
    '<title>Charfinder</title>',
    '<form>',
    `<input name="query" value="${html.escape(query)}" placeholder="chess black" autofocus>`,
    '<button>Find</button>',
    '</form>',
    '<ul>',
    ...items,
    '</ul>',
    '',
  ];
  return lines.join('\n');
}

export const home = asyncio.coroutine(function* home(index: Index, query: string) {
  const items: string[] = [];
  for (const line of query ? answer(index, query) : []) {
    items.push(`<li>${html.escape(line)}</li>`);
    // A long page lets others have their turn.
    if (items.length % 500 === 0) {
      yield;
    }
  }
  return page(query, items);
});

// A client that asks two questions, both at the same time.
const demo = asyncio.coroutine(function* demo(port: number) {
  const urls = DEMO.map((query) => `http://127.0.0.1:${port}/?query=${query}`);
  const replies = yield* asyncio.gather(...urls.map((url) => client.get(url)));
  for (const [status, body] of replies) {
    console.log('status', status);
    console.log(body.toString());
  }
});

async function main() {
  const demanded = process.argv[2] ?? '8888';
  const loop = asyncio.get_event_loop();
  const index = read_index();
  const only_demo = demanded === '--demo';
  const service = only_demo ? 0 : Number(demanded);
  const server = await web.serve(service, (query) => home(index, query));
  try {
    if (only_demo) {
      await loop.run_until_complete(demo(server.port));
    } else {
      console.log(`serving on http://127.0.0.1:${server.port}/ until Ctrl-C`);
      await loop.run_forever();
    }
  } catch (error) {
    if (!(error instanceof KeyboardInterrupt)) throw error;
    console.log('no more served');
  } finally {
    server.stop();
    loop.close();
  }
}

if (require.main === module) {
  main();
}
