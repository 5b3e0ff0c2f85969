/** Programs in, traces out. */

import { execute } from './driver';
import { OracleLoop } from './loop';
import type { Program } from './program';
import type { Outcome } from './trace';
import { World } from './world';

/** Run a program in virtual time. */
export function interpret(program: Program): Outcome {
  const world = new World(program, new OracleLoop(program.limits), () => new OracleLoop());
  const outcome = execute(world);
  world.close();
  return outcome;
}

/** The lines of a file of JSON objects, one on each. */
export function lines_of(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
