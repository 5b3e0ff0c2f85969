"""Runs that measure themselves. (In TypeScript: workload.ts.)"""

import resource
import time


class Measured:
    def __init__(self, cost, answer):
        self.cost = cost
        self.answer = answer


def stopwatch():
    """Begin to measure; call what comes back for the cost since then, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()

    def cost():
        wall = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_SELF)
        cpu = used.ru_utime + used.ru_stime - usage.ru_utime - usage.ru_stime
        return {'wall': wall, 'cpu': cpu}

    return cost
