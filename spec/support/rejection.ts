import { expect } from 'vitest';

/** What a promise rejects with; the spec fails when it does not. */
export const rejection = <E extends Error = Error>(promise: Promise<unknown>): Promise<E> =>
  promise.then(
    () => expect.fail('it has not failed'),
    (error) => error,
  );
