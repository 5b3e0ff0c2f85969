/** A datagram protocol that notes what it is told. */

import type { AbstractEventLoop } from '../../lib/events';
import type { Future } from '../../lib/futures';
import * as asyncio from '../../lib/index';
import { DatagramProtocol } from '../../lib/protocols';

export class Recorder extends DatagramProtocol {
  readonly calls: string[] = [];
  readonly from: unknown[] = [];
  readonly errors: unknown[] = [];
  readonly lost: Future<void>;
  on_datagram: (text: string) => void = () => {};
  private _waiter: { readonly count: number; readonly future: Future<void> } | undefined;

  constructor(private readonly _loop: AbstractEventLoop) {
    super();
    this.lost = _loop.create_future<void>();
  }

  override connection_made(): void {
    this._note('made');
  }

  override datagram_received(data: Uint8Array, addr: unknown): void {
    const text = Buffer.from(data).toString();
    this.from.push(addr);
    this._note(`received ${text}`);
    this.on_datagram(text);
  }

  override error_received(exc: unknown): void {
    this.errors.push(exc);
    this._note(`error ${(exc as Error).message}`);
  }

  override pause_writing(): void {
    this._note('pause');
  }

  override resume_writing(): void {
    this._note('resume');
  }

  override connection_lost(exc: unknown): void {
    this._note(`lost ${exc === undefined ? exc : (exc as Error).message}`);
    this.lost.set_result();
  }

  private _note(call: string): void {
    this.calls.push(call);
    if (this._waiter !== undefined && this.calls.length >= this._waiter.count) {
      this._waiter.future.set_result();
      this._waiter = undefined;
    }
  }

  /** Wait until it was called so often. */
  @asyncio.coroutine
  *until(count: number): asyncio.Coroutine<void> {
    if (this.calls.length >= count) return;
    const future = this._loop.create_future<void>();
    this._waiter = { count, future };
    yield* future;
  }
}
