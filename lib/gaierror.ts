/** `socket.gaierror`: what goes wrong when names are looked up. */

import { OSError } from './errors';
import * as socket from './socket_constants';

/** A name, service or address that cannot be looked up. `errno` is one of the `EAI_` numbers. */
export class gaierror extends OSError {}

/** The texts of the GNU C library. */
const TEXTS: Readonly<Record<number, string>> = {
  [socket.EAI_BADFLAGS]: 'Bad value for ai_flags',
  [socket.EAI_NONAME]: 'Name or service not known',
  [socket.EAI_AGAIN]: 'Temporary failure in name resolution',
  [socket.EAI_FAIL]: 'Non-recoverable failure in name resolution',
  [socket.EAI_NODATA]: 'No address associated with hostname',
  [socket.EAI_FAMILY]: 'ai_family not supported',
  [socket.EAI_SOCKTYPE]: 'ai_socktype not supported',
  [socket.EAI_SERVICE]: 'Servname not supported for ai_socktype',
  [socket.EAI_ADDRFAMILY]: 'Address family for hostname not supported',
  [socket.EAI_MEMORY]: 'Memory allocation failure',
  [socket.EAI_SYSTEM]: 'System error',
  [socket.EAI_OVERFLOW]: 'Argument buffer overflow',
};

/** Node's names where they are not those of the C library. It does not tell "no such name" from "no address". */
const CODES: Readonly<Record<string, number>> = {
  ENOTFOUND: socket.EAI_NONAME,
  ENOMEM: socket.EAI_MEMORY,
};

/** The error for one of the `EAI_` numbers. */
export function gai_error(errno: number): gaierror {
  return new gaierror(errno, TEXTS[errno]);
}

/** What an error of `node:dns` is in Python. */
export function gai_error_of_node(error: NodeJS.ErrnoException): gaierror {
  const code = error.code ?? '';
  const errno = CODES[code] ?? (socket as Readonly<Record<string, number>>)[code];
  if (errno === undefined) return new gaierror(socket.EAI_SYSTEM, error.message, { cause: error });
  return gai_error(errno);
}
