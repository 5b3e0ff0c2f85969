# Downloads with functions that take a thread for themselves: run_in_executor keeps them off the loop.
import asyncio
import os
import pathlib
import shutil
import tempfile

import flags.service as service

COUNTRIES = ['BR', 'CN', 'IN', 'XX']


# The next two run in threads of the loop's executor.
def get_flag(port, cc):
    url = f'http://127.0.0.1:{port}/flags/{cc}.gif'
    response = service.fetch(url)
    if response.code == 404:
        raise ValueError(f'no flag of {cc}')
    return response.read()


def save_flag(folder, cc, image):
    path = os.path.join(folder, f'{cc}.gif')
    if os.path.dirname(path) != folder:
        raise ValueError(f'{cc} is outside of the folder')
    pathlib.Path(path).write_bytes(image)
    return len(image)


# The loop is free while a coroutine waits for one of them.
@asyncio.coroutine
def download(port, folder, cc):
    loop = asyncio.get_event_loop()
    try:
        image = yield from loop.run_in_executor(None, get_flag, port, cc)
        size = yield from loop.run_in_executor(None, save_flag, folder, cc, image)
        return f'{cc}: {size} bytes'
    except ValueError as error:
        message = str(error)
        return f'{cc}: {message}'


@asyncio.coroutine
def download_many(port, folder):
    downloads = [download(port, folder, cc) for cc in COUNTRIES]
    lines = yield from asyncio.gather(*downloads)
    for line in lines:
        print(line)


def main():
    server = service.serve()
    folder = tempfile.mkdtemp(prefix='flags-')
    loop = asyncio.get_event_loop()
    try:
        loop.run_until_complete(download_many(server.port, folder))
        print('saved:', ' '.join(sorted(os.listdir(folder))))
    finally:
        shutil.rmtree(folder)
        server.stop()
        loop.close()


if __name__ == '__main__':
    main()
