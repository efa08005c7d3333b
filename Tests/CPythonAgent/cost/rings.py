# A hundred thousand rings, all lost.
class Ring:
    def __init__(self):
        self.me = self


for n in range(100_000):
    Ring()
