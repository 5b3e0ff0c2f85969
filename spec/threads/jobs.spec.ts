import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import { type Outcome, outcome_value, raised, returned } from '../../lib/threads/jobs';

/** What comes of an outcome in the thread that has asked for it. */
const arrived = (outcome: Outcome) => outcome_value(structuredClone(outcome));

describe('the outcome of a call', () => {
  it('is a copy of its result', () => {
    const result = { list: [1, undefined] };
    expect(arrived(returned(result))).toEqual(result);
    expect(arrived(returned(result))).not.toBe(result);
    expect(arrived(returned(undefined))).toBe(undefined);
  });

  it.each([
    ['an error', new ValueError('no')],
    ['a text', 'no'],
    ['None', undefined],
  ])('is thrown when the call has thrown it: %s', (_, thrown) => {
    const outcome = raised(thrown);
    const caught: unknown[] = [];
    try {
      arrived(outcome);
    } catch (error) {
      caught.push(error);
    }
    expect(caught).toEqual([thrown]);
  });

  it('is an error when it is an error that was returned, which is not thrown', () => {
    expect(arrived(returned(new ValueError('no')))).toEqual(new ValueError('no'));
  });

  it('that cannot be copied is refused; of an error the reason takes its place', () => {
    expect(() => returned(Symbol('mine'))).toThrow('cannot pass Symbol(mine) to another thread');
    const outcome = raised(Symbol('mine'));
    expect(() => arrived(outcome)).toThrow(
      new TypeError('cannot pass Symbol(mine) to another thread: symbols belong to one thread.'),
    );
  });
});
