"""The same work in CPython, nothing recorded: one measurement a process, printed as one line of JSON.

workloads.py chain|ring COUNT | loop COUNT | dezero DIMENSION ITERATIONS | collect COUNT | refcycle COUNT | start
"""

import gc
import json
import sys
import time

gc.disable()


class Node:
    pass


def line(count, is_ring):
    head = last = Node()
    for _ in range(count - 1):
        last.next = Node()
        last = last.next
    if is_ring:
        last.next = head
        del head, last
        gc.collect()


def loop(count):
    x = None
    for i in range(count):
        x = Node()
        x.n = i


def dezero(dimension, iterations):
    """The book's section 17.5, with weak outputs, and its base classes as the book has them."""
    import weakref
    import numpy as np

    class Variable:
        def __init__(self, data):
            self.data = data
            self.grad = None
            self.creator = None
            self.generation = 0

        def set_creator(self, function):
            self.creator = function
            self.generation = function.generation + 1

    def as_array(x):
        return np.array(x) if np.isscalar(x) else x

    class Function:
        def __call__(self, *inputs):
            xs = [x.data for x in inputs]
            ys = self.forward(*xs)
            if not isinstance(ys, tuple):
                ys = (ys,)
            outputs = [Variable(as_array(y)) for y in ys]
            self.generation = max([x.generation for x in inputs])
            for output in outputs:
                output.set_creator(self)
            self.inputs = inputs
            self.outputs = [weakref.ref(output) for output in outputs]
            return outputs if len(outputs) > 1 else outputs[0]

    class Square(Function):
        def forward(self, x):
            return x**2

    def square(x):
        return Square()(x)

    def run():
        for _ in range(iterations):
            x = Variable(np.random.randn(dimension))
            y = square(square(square(x)))

    return run


def cycles(count):
    nodes = []
    for _ in range(count):
        a, b, c = Node(), Node(), Node()
        a.next, b.next, c.next = b, c, a
        nodes.append(a)
    return nodes


def prepare(arguments):
    name, numbers = arguments[0], [int(text) for text in arguments[1:]]
    if name in ("chain", "ring"):
        return lambda: line(numbers[0], name == "ring")
    if name == "loop":
        return lambda: loop(numbers[0])
    if name == "dezero":
        return dezero(*numbers)
    if name == "collect":
        cycles(numbers[0])
        return gc.collect
    if name == "refcycle":
        import refcycle

        cycles(numbers[0])
        return lambda: len(refcycle.garbage().strongly_connected_components())
    sys.exit("workloads.py: " + __doc__)


work = prepare(sys.argv[1:])
wall, cpu = time.perf_counter(), time.process_time()
work()
print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
