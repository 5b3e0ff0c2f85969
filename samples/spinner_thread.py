# A text spinner turns while a slow function works: two threads.
import itertools
import sys
import threading
import time


# How the main thread asks the spinner to stop.
class Signal:
    go = True


# Turns until the signal says no, then wipes its line.
def spin(msg, signal):
    write, flush = sys.stdout.write, sys.stdout.flush
    status = ''
    for char in itertools.cycle('|/-\\'):
        status = f'{char} {msg}'
        write(status)
        flush()
        write('\x08' * len(status))
        time.sleep(.1)
        if not signal.go:
            break
    write(' ' * len(status) + '\x08' * len(status))


# Stands for a long wait on the network: it blocks its own thread, the other one goes on.
def slow_function():
    time.sleep(3)
    return 3


def supervisor():
    signal = Signal()
    spinner = threading.Thread(target=spin, args=('thinking!', signal))
    print('spinner object:', spinner)
    spinner.start()
    result = slow_function()
    signal.go = False
    spinner.join()
    return result


def main():
    result = supervisor()
    print(f'Answer: {result}')


if __name__ == '__main__':
    main()
