import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'coroutines.ts',
    specs: [
      'spec/conformance/test_tasks.1_task.spec.ts',
      'spec/conformance/test_tasks.2_repr.spec.ts',
      'spec/conformance/test_tasks.6_steps.spec.ts',
      'spec/conformance/test_pep492.spec.ts',
      'spec/conformance/test_events.2_handles.spec.ts',
      'spec/task_reports.spec.ts',
    ],
    mutations: [
      {
        name: 'coroutines.py: coroutine(): plain results not awaited',
        find: 'if (isfuture(result) || is_generator(result) || has_await(result)) {',
        replace: 'if (false) {',
      },
      {
        name: 'coroutine(): a future that is returned is not awaited',
        find: 'if (isfuture(result) || is_generator(result) || has_await(result)) {',
        replace: 'if (is_generator(result)) {',
      },
      {
        name: 'coroutine(): a coroutine that is returned is not awaited',
        find: 'if (isfuture(result) || is_generator(result) || has_await(result)) {',
        replace: 'if (!is_generator(result) && (isfuture(result) || has_await(result))) {',
      },
      {
        name: 'coroutine(): another awaitable that is returned is not awaited',
        find: 'if (isfuture(result) || is_generator(result) || has_await(result)) {',
        replace: 'if (isfuture(result) || is_generator(result)) {',
      },
      {
        name: 'a plain function runs at the call',
        find: 'return wraps(coro, fn);',
        replace:
          'return wraps(function (this: unknown, ...args: unknown[]) {\n    const result = fn.apply(this, args);\n    return (function* () {\n      return result;\n    })();\n  }, fn);',
      },
      {
        name: 'coroutine() takes async functions',
        find: 'if (fn instanceof AsyncFunction ||',
        replace: 'if (false &&',
      },
      {
        name: 'a decorated function is not known as one',
        find: '(decorated as Marked)._is_coroutine = _is_coroutine;',
        replace: '',
      },
      {
        name: 'every function is a coroutine function',
        find: '?._is_coroutine === _is_coroutine;',
        replace: '?._is_coroutine !== null;',
      },
      {
        name: 'only decorated generators are coroutines',
        find: 'return !(Symbol.asyncIterator in object);',
        replace: 'return is_driven(object);',
      },
      {
        name: 'no object is a coroutine',
        find: 'return !(Symbol.asyncIterator in object);',
        replace: 'return false;',
      },
      {
        name: 'an object without return() is a coroutine',
        find: "|| typeof close !== 'function') {",
        replace: ') {',
      },
      {
        name: 'debug mode of coroutines does not ask the environment',
        find: "Boolean(host.getenv('PYTHONASYNCIODEBUG'))",
        replace: 'false',
      },
      {
        name: 'an empty variable switches the debug mode of coroutines on',
        find: "Boolean(host.getenv('PYTHONASYNCIODEBUG'))",
        replace: "host.getenv('PYTHONASYNCIODEBUG') !== undefined",
      },
      {
        name: 'a coroutine that nobody ran is not reported',
        find: 'watch(object, report);',
        replace: '',
      },
      {
        name: 'a coroutine that ran is reported as one that did not',
        find: 'report_start(object, () => withdraw(report));',
        replace: '',
      },
      {
        name: 'debug mode makes objects that are no coroutines',
        find: 'return object;',
        replace: 'return { object };',
      },
      {
        name: 'debug mode makes objects that are not sent anything',
        find: 'return object;',
        replace:
          'const { next } = object;\n    object.next = () => next.call(object);\n    return object;',
      },
      {
        name: 'debug mode makes objects that cannot be thrown into',
        find: 'return object;',
        replace: 'object.throw = (error) => {\n      throw error;\n    };\n    return object;',
      },
      {
        name: 'a coroutine is named after its object',
        find: ': format_callback(fn, []);',
        replace: ": 'generator()';",
      },
      {
        name: 'debug mode does not give a plain function its own place',
        find: 'if (fn !== undefined && (done || stands_for(fn, object)))',
        replace: 'if (fn !== undefined && done)',
      },
      {
        name: 'a coroutine that is done has no place',
        find: 'if (fn !== undefined && (done || stands_for(fn, object)))',
        replace: 'if (fn !== undefined && stands_for(fn, object))',
      },
      {
        name: 'a coroutine-like object is named by its class only',
        find: 'named.__qualname__ ?? named.__name__ ?? qualified_name',
        replace: 'qualified_name',
      },
      {
        name: 'a coroutine-like object is named by its short name first',
        find: 'named.__qualname__ ?? named.__name__ ?? qualified_name',
        replace: 'named.__name__ ?? named.__qualname__ ?? qualified_name',
      },
    ],
  },
];
