/** What Python's `socket` says of this machine, and an error that nothing here raises. */

import { hostname, networkInterfaces } from 'node:os';
import { OSError } from './errors';

/** Raised by Python's sockets with a timeout. Nothing here waits, so nothing here raises it. */
export class timeout extends OSError {}

/** Whether this machine has IPv6. */
export const has_ipv6: boolean = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ family }) => family === 'IPv6'),
);

/** The name of this machine. */
export function gethostname(): string {
  return hostname();
}
