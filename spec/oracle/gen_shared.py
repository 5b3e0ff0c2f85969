#!/usr/bin/env python3
"""gen_shared.py --seed N --count K > PROGRAMS.jsonl

Programs in which coroutine objects are shared without restraint: several tasks
drive the same one, a coroutine waits for one that waits for it, finished ones
are used again.  gen.py rarely goes there; a scheduler that resumes the
innermost coroutine directly has to get it right all the same.
"""

import argparse
import json
import random

DELAYS = (0, 0, 0.25, 0.25, 0.5)
OBJECTS = {'L': {'kind': 'Lock'}, 'E': {'kind': 'Event'},
           'Q': {'kind': 'Queue', 'maxsize': 1}}
LIBRARY = (['lib', 'L', 'acquire'], ['lib', 'E', 'wait'],
           ['lib', 'Q', 'get'], ['lib', 'Q', 'put', 1])
SYNC = (('release', 'L'), ('set', 'E'), ('clear', 'E'),
        ('put_nowait', 'Q'), ('get_nowait', 'Q'))


class Generator:
    def __init__(self, key):
        self.r = random.Random(key)
        self.count = 0
        self.bodies = self.r.randint(2, 6)

    def st(self, op, **kw):
        self.count += 1
        return dict(kw, id=self.count, op=op)

    def shared(self):
        return ['var', 'c%d' % self.r.randrange(self.bodies), True]

    def body_name(self):
        return 'B%d' % self.r.randrange(self.bodies)

    def combined(self):
        r = self.r
        parts = [self.shared() for _ in range(r.randint(1, 3))]
        return r.choice((
            ['wait_for', self.shared(), r.choice((None, 0, 0.25))],
            ['shield', self.shared()],
            ['gather', parts, r.random() < 0.5],
            ['wait', parts, r.choice((None, 0.25)), 'FIRST_COMPLETED']))

    def statement(self, depth):
        r = self.r
        x = r.random()
        if x < 0.18:
            return self.st('yield')
        if x < 0.32:
            return self.st('await', aw=['sleep', r.choice(DELAYS)])
        if x < 0.60:
            return self.st('await', aw=self.shared())
        if x < 0.66:
            return self.st('await', aw=['coro', self.body_name()])
        if x < 0.72:
            return self.st('spawn', var='t', aw=self.shared(), how='Task')
        if x < 0.77:
            return self.st('cancel', fut=['task', r.randrange(6)])
        if x < 0.80:
            return self.st('mk', var='c%d' % r.randrange(self.bodies),
                           body=self.body_name())
        if x < 0.83:
            name = r.choice(('E1', 'E2', 'CancelledError', 'BB'))
            return self.st('raise', e=[name])
        if x < 0.86:
            return self.st('await', aw=self.combined())
        if x < 0.88:
            return self.st('await', aw=list(r.choice(LIBRARY)))
        if x < 0.90:
            op, obj = r.choice(SYNC)
            return self.st(op, obj=obj, v=1)
        if x < 0.92:
            return self.st('with', obj='L', body=self.block(depth + 1))
        if x < 0.94:
            return self.st('await', aw=['task', r.randrange(6)])
        if depth < 2:
            return self.handler(depth)
        return self.st('current')

    def handler(self, depth):
        r = self.r
        st = self.st('try', body=self.block(depth + 1))
        if r.random() < 0.8:
            types = [r.choice(('Exception', 'BaseException', 'ValueError', 'CancelledError'))]
            st['except'] = [{'types': types, 'body': self.block(depth + 1, 0)}]
        if 'except' not in st or r.random() < 0.4:
            st['finally'] = self.block(depth + 1, 0)
        return st

    def block(self, depth=0, least=1):
        most = 4 if depth == 0 else 2
        return [self.statement(depth) for _ in range(self.r.randint(least, most))]

    def guarded(self, block, types='Exception'):
        return self.st('try', body=block, **{'except': [{'types': [types], 'body': []}]})

    def body(self):
        if self.r.random() < 0.1:
            return {'kind': 'plain', 'body': [], 'ret_aw': self.shared()}
        if self.r.random() < 0.6:
            return {'body': [self.guarded(self.block())] + self.block(1, 0)}
        return {'body': self.block()}

    def program(self, name):
        bodies = {'B%d' % i: self.body() for i in range(self.bodies)}
        main = [self.st('mk', var='c%d' % i, body='B%d' % i) for i in range(self.bodies)]
        for _ in range(self.r.randint(0, 3)):
            main.append(self.st('spawn', var='t', aw=self.shared()))
        main.append(self.guarded([self.st('await', aw=self.shared())], 'BaseException'))
        bodies['M'] = {'body': main + self.block()}
        driver = [self.st('run', aw=['coro', 'M']), self.st('run', aw=['sleep', 2]),
                  self.st('cancel_all'), self.st('run', aw=['sleep', 1])]
        return {'id': name, 'objects': OBJECTS, 'bodies': bodies, 'callbacks': {},
                'main': driver, 'limits': {'statements': 250}}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--count', type=int, default=100)
    args = parser.parse_args()
    for i in range(args.count):
        name = 'shared-%d-%d' % (args.seed, i)
        print(json.dumps(Generator(name).program(name), sort_keys=True,
                         separators=(',', ':')))


if __name__ == '__main__':
    main()
