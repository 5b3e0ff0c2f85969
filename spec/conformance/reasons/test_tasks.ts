/** Why these entries of CPython's test_tasks have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'BaseTaskTests.test_task_del_collect':
    'python-only: no finalizer runs in the middle of a statement, so that none can disturb a task',
  'BaseTaskTests.test_corowrapper_mocks_generator':
    'python-only: generators show neither their frame nor their code, and debug mode wraps none',
  'BaseTaskTests.test_corowrapper_weakref':
    'python-only: every object can be referred to weakly, and debug mode wraps no coroutine',
  'CTask_CFuture_Tests.test_refleaks_in_task___init__':
    'python-only: there are no reference counts, and a constructor cannot be called again',
  'GenericTaskTests.test_asyncio_module_compiled':
    'python-only: there is no second implementation in C',
};
