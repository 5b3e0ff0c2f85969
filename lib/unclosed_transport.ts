/** "unclosed transport": a ResourceWarning, which is shown only when asked for. */

import { ResourceWarning } from './errors';
import type { Report } from './reports';
import { repr } from './reprlib';
import { warn } from './warnings';

/** Sent when a loop is closed, or the process ends, while the transport is open. Nobody else closes its stream then. */
export class UnclosedTransport implements Report {
  constructor(
    readonly loop: object,
    private readonly _stream: { destroy(): unknown },
    private readonly _class_name: string,
  ) {}

  send(transport: object | undefined): void {
    this._stream.destroy();
    const text = transport === undefined ? `<${this._class_name}>` : repr(transport);
    warn(`unclosed transport ${text}`, ResourceWarning);
  }
}
