import asyncio
import json
import os
import subprocess
import sys

from measured import Measured

PROGRAM = '''
import sys
sys.path.insert(0, sys.argv[1])
import json
from measured import stopwatch
cost = stopwatch()
import asyncio
print(json.dumps(cost()))
'''


def imported(size):
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    output = subprocess.check_output([sys.executable, '-c', PROGRAM, here])
    return Measured(json.loads(output.decode()), size)


if hasattr(asyncio, 'coroutine'):

    @asyncio.coroutine
    def main(size):
        return imported(size)

else:

    async def main(size):
        return imported(size)
