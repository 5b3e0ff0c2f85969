/**
 * What the operating system refuses, as Python's OSError. (CPython: `PyErr_SetFromErrno`, and `os.strerror`.)
 *
 * Node says `connect ECONNREFUSED 127.0.0.1:1` in an Error with a `code`; Python raises the subclass of OSError that belongs
 * to the number, with the C library's text. This is the only file that knows both.
 */

import { constants } from 'node:os';
import {
  BlockingIOError,
  BrokenPipeError,
  ChildProcessError,
  ConnectionAbortedError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  InterruptedError,
  IsADirectoryError,
  NotADirectoryError,
  OSError,
  OSTimeoutError,
  PermissionError,
  ProcessLookupError,
} from './errors';

/** The texts of the C library (glibc), by name. */
const TEXTS: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ESRCH: 'No such process',
  EINTR: 'Interrupted system call',
  EIO: 'Input/output error',
  ENXIO: 'No such device or address',
  E2BIG: 'Argument list too long',
  ENOEXEC: 'Exec format error',
  EBADF: 'Bad file descriptor',
  ECHILD: 'No child processes',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EFAULT: 'Bad address',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EXDEV: 'Invalid cross-device link',
  ENODEV: 'No such device',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENFILE: 'Too many open files in system',
  EMFILE: 'Too many open files',
  ENOTTY: 'Inappropriate ioctl for device',
  ETXTBSY: 'Text file busy',
  EFBIG: 'File too large',
  ENOSPC: 'No space left on device',
  ESPIPE: 'Illegal seek',
  EROFS: 'Read-only file system',
  EMLINK: 'Too many links',
  EPIPE: 'Broken pipe',
  ERANGE: 'Numerical result out of range',
  ENAMETOOLONG: 'File name too long',
  ENOSYS: 'Function not implemented',
  ENOTEMPTY: 'Directory not empty',
  ELOOP: 'Too many levels of symbolic links',
  EOVERFLOW: 'Value too large for defined data type',
  EPROTO: 'Protocol error',
  ENOTSOCK: 'Socket operation on non-socket',
  EDESTADDRREQ: 'Destination address required',
  EMSGSIZE: 'Message too long',
  EPROTOTYPE: 'Protocol wrong type for socket',
  ENOPROTOOPT: 'Protocol not available',
  EPROTONOSUPPORT: 'Protocol not supported',
  ENOTSUP: 'Operation not supported',
  EOPNOTSUPP: 'Operation not supported',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENETDOWN: 'Network is down',
  ENETUNREACH: 'Network is unreachable',
  ENETRESET: 'Network dropped connection on reset',
  ECONNABORTED: 'Software caused connection abort',
  ECONNRESET: 'Connection reset by peer',
  ENOBUFS: 'No buffer space available',
  EISCONN: 'Transport endpoint is already connected',
  ENOTCONN: 'Transport endpoint is not connected',
  ESHUTDOWN: 'Cannot send after transport endpoint shutdown',
  ETIMEDOUT: 'Connection timed out',
  ECONNREFUSED: 'Connection refused',
  EHOSTDOWN: 'Host is down',
  EHOSTUNREACH: 'No route to host',
  EALREADY: 'Operation already in progress',
  EINPROGRESS: 'Operation now in progress',
  ECANCELED: 'Operation canceled',
  EDQUOT: 'Disk quota exceeded',
  ESTALE: 'Stale file handle',
};

type OSErrorClass = new (...args: unknown[]) => OSError;

/** The numbers for which Python has a class of its own. (PEP 3151) */
const CLASSES: Readonly<Record<string, OSErrorClass>> = {
  EAGAIN: BlockingIOError,
  EALREADY: BlockingIOError,
  EINPROGRESS: BlockingIOError,
  ECHILD: ChildProcessError,
  EPIPE: BrokenPipeError,
  ESHUTDOWN: BrokenPipeError,
  ECONNABORTED: ConnectionAbortedError,
  ECONNREFUSED: ConnectionRefusedError,
  ECONNRESET: ConnectionResetError,
  EEXIST: FileExistsError,
  ENOENT: FileNotFoundError,
  EINTR: InterruptedError,
  EISDIR: IsADirectoryError,
  ENOTDIR: NotADirectoryError,
  EACCES: PermissionError,
  EPERM: PermissionError,
  ESRCH: ProcessLookupError,
  ETIMEDOUT: OSTimeoutError,
};

/** Errors that Node itself raises where Python would hear of them from the system. */
const NODE_CODES: Readonly<Record<string, string>> = {
  ERR_STREAM_DESTROYED: 'EPIPE',
  ERR_STREAM_WRITE_AFTER_END: 'EPIPE',
  ERR_STREAM_PREMATURE_CLOSE: 'ECONNRESET',
  ERR_SOCKET_CLOSED: 'EBADF',
  ERR_SOCKET_CLOSED_BEFORE_CONNECTION: 'ECONNABORTED',
  ERR_SERVER_NOT_RUNNING: 'EBADF',
};

/** The numbers of this platform, as Python's module `errno` has them; Node's list lacks a few of Linux. */
export const errno: Readonly<Record<string, number>> = {
  ESHUTDOWN: 108,
  EHOSTDOWN: 112,
  ...constants.errno,
};

/** Names by number. Where two names share a number (EAGAIN, EWOULDBLOCK) it is the one that has a text. */
const NAMES = new Map<number, string>();
for (const [name, number] of Object.entries(errno)) {
  if (name in TEXTS || !NAMES.has(number)) NAMES.set(number, name);
}

/** Python's `os.strerror(number)`. */
export function strerror(number: number): string {
  return TEXTS[NAMES.get(number) ?? ''] ?? `Unknown error ${number}`;
}

/**
 * Python's `OSError(number, text, filename)`: an instance of the subclass that belongs to the number.
 *
 * @param text what to say instead of the system's own text.
 */
export function os_error(number: number, text = strerror(number), filename?: string): OSError {
  const cls = CLASSES[NAMES.get(number) ?? ''] ?? OSError;
  return filename === undefined ? new cls(number, text) : new cls(number, text, filename);
}

/** The number of an error of Node; None when it does not come from the system. */
export function errno_of(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errno: number } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') return undefined;
  const own = errno[NODE_CODES[code] ?? code];
  if (own !== undefined) return own;
  // libuv gives the number with its sign turned; its own inventions are below -3000.
  return /^E[A-Z0-9]+$/.test(code) && typeof number === 'number' && number < 0 && number > -3000
    ? -number
    : undefined;
}

/**
 * An error of Node as Python would raise it. What does not come from the system is returned as it is.
 *
 * @param filename the path that the call was about, where Python names it.
 */
export function python_error(error: unknown, filename?: string): unknown {
  if (error instanceof OSError) return error;
  const number = errno_of(error);
  return number === undefined ? error : os_error(number, strerror(number), filename);
}
