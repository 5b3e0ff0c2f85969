/** Pipes, and protocols that keep what they hear from them. */

import { spawnSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { join } from 'node:path';
import * as asyncio from '../../lib/index';
import { new_directory } from '../support/directories';

/** The two ends of a new pipe, as descriptors: one to read, one to write. */
export function new_pipe(): [read: number, write: number] {
  const path = join(new_directory(), 'fifo');
  spawnSync('mkfifo', [path]);
  // Without O_NONBLOCK it would wait for the other end.
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return [read, openSync(path, constants.O_WRONLY)];
}

/** Keeps the calls that it gets; `changed` is called at each. */
export class PipeProtocol extends asyncio.Protocol {
  readonly calls: string[] = [];
  data = '';

  constructor(readonly changed: () => void = () => {}) {
    super();
  }

  private _note(call: string): void {
    this.calls.push(call);
    this.changed();
  }

  override connection_made(): void {
    this._note('connection_made');
  }

  override data_received(data: Uint8Array): void {
    this.data += Buffer.from(data);
    this._note('data_received');
  }

  override eof_received(): void {
    this._note('eof_received');
  }

  override connection_lost(error: unknown): void {
    this._note(`connection_lost(${error})`);
  }
}
