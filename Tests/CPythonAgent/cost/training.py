# A training loop on numpy as DeZero has it, with weak outputs.
import weakref

import numpy as np


class Variable:
    def __init__(self, data):
        self.data = data
        self.grad = None
        self.creator = None


class Function:
    def __call__(self, *inputs):
        self.inputs = inputs
        output = Variable(self.forward(*(x.data for x in inputs)))
        output.creator = self
        self.output = weakref.ref(output)
        return output


class MatMul(Function):
    def forward(self, x, w):
        return x @ w

    def backward(self, g):
        x, w = self.inputs
        return g @ w.data.T, x.data.T @ g


class Add(Function):
    def forward(self, x, b):
        return x + b

    def backward(self, g):
        return g, g.sum(axis=0)


class Tanh(Function):
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, g):
        return (g * (1 - self.y * self.y),)


class Error(Function):
    def forward(self, x, t):
        self.d = x - t
        return np.array((self.d * self.d).mean())

    def backward(self, g):
        return 2 * self.d / self.d.size, None


def backward(loss):
    loss.grad = np.ones_like(loss.data)
    waiting = [loss]
    while waiting:
        variable = waiting.pop()
        function = variable.creator
        if function is None:
            continue
        for x, g in zip(function.inputs, function.backward(variable.grad)):
            if g is not None:
                x.grad = g if x.grad is None else x.grad + g
                waiting.append(x)


random = np.random.default_rng(0)
x, t = Variable(random.random((64, 8))), Variable(random.random((64, 1)))
weights = [Variable(random.random(shape)) for shape in ((8, 16), (16,), (16, 1), (1,))]
for step in range(1500):
    hidden = Tanh()(Add()(MatMul()(x, weights[0]), weights[1]))
    loss = Error()(Add()(MatMul()(hidden, weights[2]), weights[3]), t)
    backward(loss)
    for weight in weights:
        weight.data = weight.data - 0.01 * weight.grad
        weight.grad = None
print(float(loss.data))
