import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import * as signal from '../lib/signal';
import { has_python36, python36, without_python36 } from './support/python36';

const numbers = Object.entries(signal).filter(
  (entry): entry is [string, number] => entry[0].startsWith('SIG') && typeof entry[1] === 'number',
);

describe('the numbers of signals', () => {
  it("are the system's", () => {
    expect(signal.SIGTERM).toBe(constants.signals.SIGTERM);
    expect(numbers.length).toBeGreaterThan(30);
    for (const [name, number] of numbers) expect(number, name).toBeGreaterThan(0);
  });

  it.runIf(has_python36)(`are Python's${without_python36}`, () => {
    const program = `import signal; print([int(getattr(signal, n)) for n in ${JSON.stringify(
      numbers.map(([name]) => name),
    )}])`;
    expect(JSON.parse(python36(['-c', program]).stdout)).toEqual(
      numbers.map(([, number]) => number),
    );
  });

  it('end below NSIG', () => {
    for (const [name, number] of numbers) expect(number, name).toBeLessThan(signal.NSIG);
  });
});

describe('Signals', () => {
  it('gives numbers for names and names for numbers', () => {
    expect(signal.Signals.SIGTERM).toBe(signal.SIGTERM);
    expect(signal.Signals[signal.SIGTERM]).toBe('SIGTERM');
  });

  it('prefers the first of two names', () => {
    expect(signal.Signals[signal.SIGABRT]).toBe('SIGABRT');
    expect(signal.Signals[signal.SIGIO]).toBe('SIGIO');
  });
});
