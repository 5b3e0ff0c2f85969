/** A page over HTTP, without a thread: Node's `fetch` in a coroutine. */

import * as asyncio from '../../lib';
import { from_promise } from './from_promise';

export const get = asyncio.coroutine(function* get(
  url: string,
): asyncio.Coroutine<[status: number, body: Buffer]> {
  const aborter = new AbortController();
  try {
    const response = yield* from_promise(fetch(url, { signal: aborter.signal }));
    return [response.status, Buffer.from(yield* from_promise(response.arrayBuffer()))];
  } finally {
    // For a coroutine that is cancelled; otherwise nothing is left to abort.
    aborter.abort();
  }
});
