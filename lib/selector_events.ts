/** The part of the event loop that is about sockets. (CPython: `asyncio/selector_events.py`.) */

import { NodeEventLoop } from './node_loop';

/** A loop with sockets: connections, servers, datagrams, and the plain socket calls. */
export abstract class BaseSelectorEventLoop extends NodeEventLoop {}
