/**
 * Everything that is said about the forgotten: exceptions nobody read, tasks nobody finished, coroutines nobody ran.
 *
 * CPython says it from `__del__`. Here a report is watched for as long as there is something to say: it is sent when the
 * garbage collector has taken the object, when the object's loop is closed, or when the process ends, whichever is first,
 * and once only.
 */

import { host } from './host';

/** Something to be said unless it is withdrawn in time. */
export interface Report {
  /** The loop at whose close the report is due; None: only at the end of the process. */
  readonly loop: object | undefined;
  /** Say it. `subject` is the object, or None when it is gone. */
  send(subject: object | undefined): void;
}

const watched = new Map<Report, WeakRef<object>>();

const collected = new FinalizationRegistry<Report>((report) => {
  if (watched.delete(report)) report.send(undefined);
});

let at_exit_installed = false;

/** Send the report when `subject` is forgotten. The report must not refer to the subject, or it would keep it alive. */
export function watch(subject: object, report: Report): void {
  if (!at_exit_installed) {
    at_exit_installed = true;
    host.at_exit(() => send_reports());
  }
  watched.set(report, new WeakRef(subject));
  collected.register(subject, report, report);
}

/** Withdraw a report. */
export function unwatch(report: Report): void {
  if (watched.delete(report)) collected.unregister(report);
}

/** Send what is still watched: of one loop, or everything. */
export function send_reports(loop?: object): void {
  for (const [report, subject] of [...watched]) {
    if (loop !== undefined && report.loop !== loop) continue;
    unwatch(report);
    report.send(subject.deref());
  }
}
