/**
 * The signals of this platform, by Python's names. (CPython: the numbers of the `signal` module.)
 *
 * @example
 * import * as signal from 'yieldfrom/signal';
 * loop.add_signal_handler(signal.SIGTERM, () => loop.stop());
 */

import { constants } from 'node:os';

const numbers = constants.signals;

/** One more than the highest number of a signal. */
export const NSIG = process.platform === 'linux' ? 65 : 32;

/** Each name's number, and each number's first name, as Python's enumeration: `Signals[15]` is `'SIGTERM'`. */
export const Signals: Readonly<Record<NodeJS.Signals, number> & Record<number, NodeJS.Signals>> =
  names_and_numbers();

function names_and_numbers(): typeof Signals {
  const entries = Object.entries(numbers);
  const names = entries.reverse().map(([name, number]) => [number, name]);
  return Object.freeze({ ...numbers, ...Object.fromEntries(names) });
}

/** The terminal was hung up, or its process has ended. */
export const SIGHUP: number = numbers.SIGHUP;
/** Ctrl-C. Raises KeyboardInterrupt unless it is handled. */
export const SIGINT: number = numbers.SIGINT;
/** Ctrl-\. Ends the process with a core dump. */
export const SIGQUIT: number = numbers.SIGQUIT;
/** An illegal instruction. */
export const SIGILL: number = numbers.SIGILL;
/** A breakpoint. */
export const SIGTRAP: number = numbers.SIGTRAP;
/** `abort()` was called. */
export const SIGABRT: number = numbers.SIGABRT;
/** The older name of SIGABRT. */
export const SIGIOT: number = SIGABRT;
/** Memory was accessed in a way that the hardware refuses. */
export const SIGBUS: number = numbers.SIGBUS;
/** An arithmetic error. */
export const SIGFPE: number = numbers.SIGFPE;
/** Ends the process at once. Cannot be caught. */
export const SIGKILL: number = numbers.SIGKILL;
/** For the program's own use. Without a handler, Node starts its debugger. */
export const SIGUSR1: number = numbers.SIGUSR1;
/** Memory was accessed that is not the process's own. */
export const SIGSEGV: number = numbers.SIGSEGV;
/** For the program's own use. */
export const SIGUSR2: number = numbers.SIGUSR2;
/** A pipe was written to that nobody reads. Node ignores it, as Python does. */
export const SIGPIPE: number = numbers.SIGPIPE;
/** The alarm clock rang. */
export const SIGALRM: number = numbers.SIGALRM;
/** The polite request to end. */
export const SIGTERM: number = numbers.SIGTERM;
/** A child process has ended or stopped. */
export const SIGCHLD: number = numbers.SIGCHLD;
/** The older name of SIGCHLD. */
export const SIGCLD: number = SIGCHLD;
/** Continue after a stop. */
export const SIGCONT: number = numbers.SIGCONT;
/** Stops the process. Cannot be caught. */
export const SIGSTOP: number = numbers.SIGSTOP;
/** Ctrl-Z. */
export const SIGTSTP: number = numbers.SIGTSTP;
/** A process in the background wants to read from the terminal. */
export const SIGTTIN: number = numbers.SIGTTIN;
/** A process in the background wants to write to the terminal. */
export const SIGTTOU: number = numbers.SIGTTOU;
/** Urgent data has come for a socket. */
export const SIGURG: number = numbers.SIGURG;
/** The limit of processor time is reached. */
export const SIGXCPU: number = numbers.SIGXCPU;
/** The limit of a file's size is reached. */
export const SIGXFSZ: number = numbers.SIGXFSZ;
/** The alarm clock of the process's own time rang. */
export const SIGVTALRM: number = numbers.SIGVTALRM;
/** The alarm clock of profilers rang. */
export const SIGPROF: number = numbers.SIGPROF;
/** The window of the terminal has a new size. */
export const SIGWINCH: number = numbers.SIGWINCH;
/** A descriptor is ready. */
export const SIGIO: number = numbers.SIGIO;
/** Another name of SIGIO. */
export const SIGPOLL: number = SIGIO;
/** The power supply fails. Linux only. */
export const SIGPWR: number = numbers.SIGPWR;
/** A system call that does not exist. */
export const SIGSYS: number = numbers.SIGSYS;
