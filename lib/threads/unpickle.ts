/** The other half of `pickle.ts`: values as they come out in the other thread. */

import { partial } from '../functools';
import { load } from './importable';
import { revive, type Sharing } from './parcel';
import type { Field, Item, Node, Pickle } from './pickle';
import { make_error } from './pickled_errors';

/**
 * The value that was written down.
 *
 * @throws ImportError when a function or class is not where it was, and what a module throws while it loads.
 */
export function loads({ nodes, root }: Pickle): unknown {
  return new Unpickler(nodes).value(root);
}

/** First every object is made, then every object is filled: so they may refer to each other in any way. */
class Unpickler {
  private readonly _objects: object[] = [];

  constructor(private readonly _nodes: readonly Node[]) {
    for (const at of _nodes.keys()) this._object(at);
    for (const [at, node] of _nodes.entries()) this._fill(this._objects[at] as object, node);
  }

  value(item: Item): unknown {
    return typeof item === 'object' && item !== null ? this._object(item.at) : item;
  }

  private _object(at: number): object {
    this._objects[at] ??= this._make(this._nodes[at] as Node);
    return this._objects[at];
  }

  private _make(node: Node): object {
    switch (node.kind) {
      case 'clone':
        return node.value;
      case 'bytes': {
        const { buffer, byteOffset, byteLength } = node.value as Uint8Array;
        return Buffer.from(buffer, byteOffset, byteLength);
      }
      case 'name':
        return load(node.place) as object;
      case 'partial': {
        const func = this.value(node.func) as (...args: unknown[]) => unknown;
        return partial(func, ...node.args.map((item) => this.value(item)));
      }
      case 'shared':
        return revive(load(node.place) as { readonly prototype: Sharing }, node.memory);
      case 'list':
        return [];
      case 'set':
        return new Set();
      case 'map':
        return new Map();
      case 'object':
        if (node.place === null) return {};
        return Object.create((load(node.place) as { readonly prototype: object }).prototype);
      case 'error':
        return make_error(node.cls);
    }
  }

  private _fill(object: object, node: Node): void {
    switch (node.kind) {
      case 'list':
        for (const item of node.items) (object as unknown[]).push(this.value(item));
        break;
      case 'set':
        for (const item of node.items) (object as Set<unknown>).add(this.value(item));
        break;
      case 'map':
        for (const [key, item] of node.entries) {
          (object as Map<unknown, unknown>).set(this.value(key), this.value(item));
        }
        break;
      case 'object':
      case 'error':
        for (const field of node.fields) this._define(object, field);
    }
  }

  /** Not an assignment, which would run setters, that of `__proto__` among them. */
  private _define(object: object, [name, item, enumerable]: Field): void {
    const value = this.value(item);
    Object.defineProperty(object, name, { value, enumerable, writable: true, configurable: true });
  }
}
