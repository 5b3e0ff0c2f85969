/** The loop of the oracle: the library's own virtual-time loop, with the limits of the language. */

import { VirtualTimeLoop } from '../../lib/test_utils';
import { Deadlock, LimitHit } from './exceptions';
import type { Program } from './program';

const MAX_ITERATIONS = 20_000;
const MAX_SECONDS = 1e6;

export class OracleLoop extends VirtualTimeLoop {
  private iterations = 0;
  private readonly max_iterations: number;
  private readonly max_seconds: number;

  constructor(limits: Program['limits'] = {}) {
    super();
    this.max_iterations = limits.iterations ?? MAX_ITERATIONS;
    this.max_seconds = limits.time ?? MAX_SECONDS;
    this.set_debug(false);
  }

  override _select(timeout: number | undefined): number {
    this.iterations += 1;
    if (this.iterations > this.max_iterations) throw new LimitHit('iterations');
    if (timeout === undefined) throw new Deadlock();
    const events = super._select(timeout);
    if (this.time() > this.max_seconds) throw new LimitHit('time');
    return events;
  }
}
