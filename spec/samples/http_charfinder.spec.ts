import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as asyncio from '../../lib';
import { escape as escape_html } from '../../samples/html';
import { home } from '../../samples/http_charfinder';
import { get } from '../../samples/web/client';
import { serve, type WebServer } from '../../samples/web/server';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

let server: WebServer;

/** What the coroutine below the server makes of a query. */
let page: (query: string) => asyncio.Coroutine<string>;

beforeEach(async () => {
  page = (query) => home(new Map([['CAT', new Set([0x1f408])]]), query);
  server = await serve(0, (query) => page(query));
});

afterEach(() => server.stop());

const ask = async (target: string) => {
  const url = `http://127.0.0.1:${server.port}${target}`;
  const [status, body] = await loop.run_until_complete(get(url));
  return [status, body.toString()] as const;
};

describe('the server of samples/http_charfinder.ts', () => {
  it('shows a form first', async () => {
    const [status, text] = await ask('/');
    expect(status).toBe(200);
    expect(text).toContain('<form>\n<input name="query" value="" ');
    expect(text).not.toContain('found');
  });

  it('answers with a list', async () => {
    const [, text] = await ask('/?query=CAT');
    expect(text).toContain('<ul>\n<li>U+1F408 🐈 CAT</li>\n<li>1 found</li>\n</ul>');
  });

  it('shows what was asked as it is, whatever it is', async () => {
    const query = `"><script>alert('&')</script>`;
    const [, text] = await ask(`/?query=${encodeURIComponent(query)}`);
    expect(text).not.toContain('<script>');
    expect(text).toContain(`value="${escape_html(query)}"`);
    expect(escape_html(query)).toBe(
      '&quot;&gt;&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;',
    );
  });

  it.each(['/favicon.ico', '//', '/%'])('has no page %s', async (target) => {
    expect((await ask(target))[0]).toBe(404);
  });

  it('makes pages in turns: a short one does not wait for a long one', async () => {
    const order: string[] = [];
    const codes = new Set(Array.from({ length: 20_000 }, (_, i) => 0x41 + i));
    const task = (query: string) => {
      const made = loop.create_task(home(new Map([['LETTER', codes]]), query));
      made.add_done_callback(() => order.push(query));
      return made;
    };
    await loop.run_until_complete(asyncio.gather(task('letter'), task('cat')));
    expect(order).toEqual(['cat', 'letter']);
  });

  it('hangs up when a page cannot be made, and goes on', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const before = page;
    page = asyncio.coroutine(function* () {
      throw new Error('no page');
    });
    await expect(ask('/')).rejects.toThrow('fetch failed');
    expect(log).toHaveBeenCalledWith(new Error('no page'));
    log.mockRestore();
    page = before;
    expect((await ask('/'))[0]).toBe(200);
  });
});
