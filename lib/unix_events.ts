/** The event loop of this platform, and the policy that makes it. (CPython: `asyncio/unix_events.py`.) */

import { BaseDefaultEventLoopPolicy } from './events';
import { BaseSelectorEventLoop } from './selector_events';

/** The loop that `new_event_loop()` makes, under CPython's name for it; asyncio's `SelectorEventLoop`. */
export class _UnixSelectorEventLoop extends BaseSelectorEventLoop {}

/** The default policy: a Node loop for the main thread by itself, for other threads on demand. */
export class _UnixDefaultEventLoopPolicy extends BaseDefaultEventLoopPolicy {
  protected override _loop_factory(): _UnixSelectorEventLoop {
    return new _UnixSelectorEventLoop();
  }
}

export {
  _UnixDefaultEventLoopPolicy as DefaultEventLoopPolicy,
  _UnixSelectorEventLoop as SelectorEventLoop,
};
