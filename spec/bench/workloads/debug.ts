import type { Contender, Workload } from '../workload';
import { spawn } from './spawn';
import { switch_1000 } from './switch';

const DEBUG = { PYTHONASYNCIODEBUG: '1' };

function in_debug_mode(contender: Contender): Contender {
  return () => {
    Object.assign(process.env, DEBUG);
    return contender();
  };
}

/** The same workload in debug mode, beside CPython's debug mode and ours without. */
function debugged(workload: Workload): Workload {
  const { yieldfrom, effect } = workload.contenders;
  return {
    ...workload,
    name: `debug-${workload.name}`,
    about: `in debug mode, ${workload.about}`,
    contenders: {
      yieldfrom: in_debug_mode(yieldfrom),
      'no debug mode': yieldfrom,
      effect,
    },
    ...(workload.python && { python: { ...workload.python, env: DEBUG } }),
    notes: { effect: 'it has no debug mode' },
  };
}

export const debug_switch = debugged(switch_1000);
export const debug_spawn = debugged(spawn);
