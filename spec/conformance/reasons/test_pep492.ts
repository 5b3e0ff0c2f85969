/** Why these entries of CPython's test_pep492 have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'LockTests.test_context_manager_with_await':
    'python-only: a second spelling of what test_context_manager_async_with does; here both are one',
  'CoroutineTests.test_async_def_wrapped':
    'python-only: async functions give promises; for generators see test_tasks, test_coroutine_never_yielded',
  'CoroutineTests.test_types_coroutine':
    'python-only: yield* takes generators of any origin, so that no wrapper has to make them awaitable',
  'CoroutineTests.test_double_await':
    'python-only: CPython looks only at the coroutine objects of async functions, never at generators',
};
