# Downloads as coroutines: a semaphore holds them back, as_completed tells of each, the executor saves.
import asyncio
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor

import flags.service as service
import web.client as client
from flags_executor import save_flag

COUNTRIES = ['BR', 'CN', 'ID', 'IN', 'NG', 'PK', 'US', 'XX']
AT_ONCE = 3


# No more of these than the semaphore has places are between question and answer.
@asyncio.coroutine
def get_flag(port, cc, semaphore):
    url = f'http://127.0.0.1:{port}/flags/{cc}.gif'
    with (yield from semaphore):
        status, image = yield from client.get(url)
        if status == 404:
            raise ValueError(f'no flag of {cc}')
        return image


@asyncio.coroutine
def download(port, folder, cc, semaphore):
    image = yield from get_flag(port, cc, semaphore)
    # Files block, so a thread writes them.
    loop = asyncio.get_event_loop()
    return (yield from loop.run_in_executor(None, save_flag, folder, cc, image))


# In the order in which they are done, whatever the order in which they began.
@asyncio.coroutine
def download_many(port, folder):
    semaphore = asyncio.Semaphore(AT_ONCE)
    downloads = [download(port, folder, cc, semaphore) for cc in COUNTRIES]
    sizes = []
    failures = []
    for waiting in asyncio.as_completed(downloads):
        try:
            size = yield from waiting
            sizes.append(size)
        except ValueError as error:
            failures.append(str(error))
        done = len(sizes) + len(failures)
        print('#' * done + '.' * (len(COUNTRIES) - done))
    count, total = len(sizes), sum(sizes)
    print(f'{count} flags of {total} bytes, failed:', ', '.join(failures))


def main():
    server = service.serve()
    folder = tempfile.mkdtemp(prefix='flags-')
    loop = asyncio.get_event_loop()
    # One thread is enough for the disk.
    loop.set_default_executor(ThreadPoolExecutor(1))
    try:
        loop.run_until_complete(download_many(server.port, folder))
        print('saved:', ' '.join(sorted(os.listdir(folder))))
    finally:
        shutil.rmtree(folder)
        server.stop()
        loop.close()


if __name__ == '__main__':
    main()
