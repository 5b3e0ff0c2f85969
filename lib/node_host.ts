/** What Node offers as a host. Imported for its effect, before everything else. */

import { isMainThread, threadId } from 'node:worker_threads';
import { install_host } from './host';
import { function_location, generator_locations, source_line } from './node_locations';

install_host({
  getenv: (name) => process.env[name],
  write_stderr: (text) => {
    process.stderr.write(text);
  },
  at_exit: (callback) => {
    process.once('exit', callback);
  },
  call_later: (seconds, callback) => {
    const timer = setTimeout(callback, seconds * 1000);
    return () => clearTimeout(timer);
  },
  thread: {
    // A worker that `threading` has not started is what Python calls a dummy thread. Idents are never 0.
    name: isMainThread ? 'MainThread' : `Dummy-${threadId}`,
    ident: threadId + 1,
    is_main: isMainThread,
  },
  function_location,
  generator_locations,
  source_line,
});
