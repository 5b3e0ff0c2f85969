/** A host timer that goes only when it is told to. */

import { install_host } from '../../lib/host';

export class Clock {
  private _now = 0;
  private _timers: { when: number; callback: () => void }[] = [];

  /** Become the timer of the host. */
  install(): this {
    install_host({ call_later: (seconds, callback) => this.call_later(seconds, callback) });
    return this;
  }

  call_later(seconds: number, callback: () => void): () => void {
    const timer = { when: this._now + seconds, callback };
    this._timers.push(timer);
    return () => {
      this._timers = this._timers.filter((other) => other !== timer);
    };
  }

  /** How many timers are running. */
  get running(): number {
    return this._timers.length;
  }

  advance(seconds: number): void {
    this._now += seconds;
    const due = this._timers.filter(({ when }) => when <= this._now);
    this._timers = this._timers.filter(({ when }) => when > this._now);
    for (const { callback } of due) callback();
  }
}
