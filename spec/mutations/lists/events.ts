import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'events.ts',
    specs: ['spec/conformance/test_events.3_policy.spec.ts', 'spec/events.spec.ts'],
    mutations: [
      {
        name: 'a method of the abstract loop does nothing',
        find: 'sock_accept(..._args: unknown[]): Awaitable<[socket, SocketAddress]> {\n    throw new NotImplementedError();',
        replace:
          'sock_accept(..._args: unknown[]): Awaitable<[socket, SocketAddress]> {\n    return undefined as never;',
      },
      {
        name: 'a method of the abstract policy does nothing',
        find: 'get_child_watcher(): unknown {\n    throw new NotImplementedError();',
        replace: 'get_child_watcher(): unknown {\n    return undefined;',
      },
      {
        name: 'the policy makes no loop by itself',
        find: 'this.set_event_loop(this.new_event_loop());',
        replace: '',
      },
      {
        name: 'the policy makes another loop each time',
        find: 'this._loop === undefined && !this._set_called && host.thread.is_main',
        replace: 'host.thread.is_main',
      },
      {
        name: 'the policy makes a loop after set_event_loop(None)',
        find: 'this._loop === undefined && !this._set_called && host.thread.is_main',
        replace: 'this._loop === undefined && host.thread.is_main',
      },
      {
        name: 'the policy makes a loop for any thread',
        find: 'this._loop === undefined && !this._set_called && host.thread.is_main',
        replace: 'this._loop === undefined && !this._set_called',
      },
      {
        name: 'the loop that the policy makes goes round set_event_loop()',
        find: 'this.set_event_loop(this.new_event_loop());',
        replace: 'this._loop = this.new_event_loop();',
      },
      {
        name: 'set_event_loop() takes anything',
        find: 'python_assert(loop === undefined || loop === null || loop instanceof AbstractEventLoop);',
        replace: '',
      },
      {
        name: 'set_event_loop() sets nothing',
        find: 'this._loop = loop ?? undefined;',
        replace: 'this._loop ??= loop ?? undefined;',
      },
      {
        name: 'new_event_loop() makes one loop',
        find: 'return this._loop_factory();',
        replace: 'this._loop ??= this._loop_factory();\n    return this._loop;',
      },
      {
        name: 'there is another policy each time',
        find: 'if (policy === undefined) {',
        replace: 'if (true) {',
      },
      {
        name: 'the default policy is no policy',
        find: 'policy = make_default_policy();',
        replace: 'policy = { ...make_default_policy() } as never;',
      },
      {
        name: 'set_event_loop_policy() takes anything',
        find: 'new_policy === undefined ||\n      new_policy === null ||',
        replace: 'new_policy !== undefined ||\n      new_policy === null ||',
      },
      {
        name: 'set_event_loop_policy() sets nothing',
        find: 'policy = new_policy ?? undefined;',
        replace: 'policy ??= new_policy ?? undefined;',
      },
      {
        name: 'the policy is asked though a loop runs',
        find: 'return running_loop ?? get_event_loop_policy().get_event_loop();',
        replace: 'return get_event_loop_policy().get_event_loop();',
      },
    ],
  },
];
