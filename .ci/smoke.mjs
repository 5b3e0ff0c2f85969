// The built package, by its own name, from an ES module and from CommonJS: one and the same library.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as asyncio from 'yieldfrom';
import { CancelledError, async as ensure, sleep } from 'yieldfrom';
import * as errors from 'yieldfrom/errors';
import { VirtualTimeLoop } from 'yieldfrom/test_utils';

const required = createRequire(import.meta.url)('yieldfrom');
assert.equal(required.Task, asyncio.Task);
assert.equal(errors.CancelledError, CancelledError);

const loop = new VirtualTimeLoop();
asyncio.set_event_loop(loop);
assert.equal(loop.run_until_complete(ensure(sleep(3600, 'done'))), 'done');
assert.equal(loop.time(), 3600);
loop.close();

const node_loop = asyncio.new_event_loop();
assert.equal(await node_loop.run_until_complete(sleep(0.01, 'here', { loop: node_loop })), 'here');
node_loop.close();
console.log('the package works by import and by require');
