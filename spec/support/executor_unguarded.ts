/** A main module that submits a call whenever it is loaded, by its threads too. */

import { ThreadPoolExecutor } from '../../lib/concurrent/futures';

export function nothing(): void {}

new ThreadPoolExecutor(1).submit(nothing).then(
  () => console.log('done'),
  (error) => console.log(String(error)),
);
