/** "unclosed event loop": a ResourceWarning, which is shown only when asked for. */

import { ResourceWarning } from './errors';
import type { Report } from './reports';
import { repr } from './reprlib';
import { warn } from './warnings';

export class UnclosedLoop implements Report {
  readonly loop = undefined;

  constructor(private readonly _class_name: string) {}

  send(loop: object | undefined): void {
    const text = loop === undefined ? `<${this._class_name}>` : repr(loop);
    warn(`unclosed event loop ${text}`, ResourceWarning);
  }
}
