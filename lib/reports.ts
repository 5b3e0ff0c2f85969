/**
 * Everything that is said about the forgotten: exceptions nobody read, tasks nobody finished, coroutines nobody ran.
 *
 * CPython says it from `__del__`. Here a report is watched for as long as there is something to say: it is sent when the
 * garbage collector has taken the object, when the object's loop is closed, or when the process ends, whichever is first,
 * and once only.
 */

import { host } from './host';
import { format_exception } from './log';

/** Something to be said unless it is withdrawn in time. */
export interface Report {
  /** The loop at whose close the report is due; None: only at the end of the process. */
  readonly loop: object | undefined;
  /** Say it. `subject` is the object, or None when it is gone. */
  send(subject: object | undefined): void;
  /**
   * Let go of what may lead back to the subject and would keep it alive: stacks that V8 has not written out yet. Called at
   * the end of the host's turn, unless the report is withdrawn before that.
   */
  detach?(): void;
}

/** The reports of this turn, with their subjects. Most are withdrawn before it ends, and have cost little. */
const fresh = new Map<Report, object>();
const watched = new Map<Report, WeakRef<object>>();

const collected = new FinalizationRegistry<Report>((report) => {
  if (watched.delete(report)) say(report, undefined);
});

let at_exit_installed = false;
let waits_for_end_of_turn = false;

/** Send the report when `subject` is forgotten. The report must not refer to the subject, or it would keep it alive. */
export function watch(subject: object, report: Report): void {
  if (!at_exit_installed) {
    at_exit_installed = true;
    host.at_exit(() => send_reports());
  }
  fresh.set(report, subject);
  if (waits_for_end_of_turn) return;
  waits_for_end_of_turn = true;
  void Promise.resolve().then(let_go_of_subjects);
}

function let_go_of_subjects(): void {
  waits_for_end_of_turn = false;
  for (const [report, subject] of fresh) {
    report.detach?.();
    watched.set(report, new WeakRef(subject));
    collected.register(subject, report, report);
  }
  fresh.clear();
}

/** Withdraw a report. */
export function unwatch(report: Report): void {
  if (!fresh.delete(report) && watched.delete(report)) collected.unregister(report);
}

/** Send what is still watched: of one loop, or everything. */
export function send_reports(loop?: object): void {
  const old = [...watched].map(([report, subject]) => [report, subject.deref()] as const);
  for (const [report, subject] of [...old, ...fresh]) {
    if (loop !== undefined && report.loop !== loop) continue;
    unwatch(report);
    say(report, subject);
  }
}

/** Nobody could catch what a report raises, so it is shown and goes no further: as CPython does for `__del__`. */
function say(report: Report, subject: object | undefined): void {
  try {
    report.send(subject);
  } catch (error) {
    host.write_stderr(
      `Exception ignored in: ${report.constructor.name}\n${format_exception(error)}\n`,
    );
  }
}
