/** Why these entries of CPython's test_futures have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'BaseFutureTests.test_uninitialized':
    'python-only: the fields of an object are made by its constructor; without that it is no future at all',
  'BaseFutureTests.test_future_iter_throw':
    'python-only: throw() takes one value of any type, so that there is no wrong combination of arguments',
  'BaseFutureTests.test_future_del_collect':
    'python-only: no finalizer runs in the middle of a statement, so that none can disturb a future',
  'BaseFutureDoneCallbackTests.test_remove_done_callbacks_list_mutation':
    'python-only: callbacks are compared by identity, which calls no code that could change the list',
  'BaseFutureDoneCallbackTests.test_schedule_callbacks_list_mutation_2':
    'python-only: callbacks are compared by identity, which calls no code that could change the list',
};
