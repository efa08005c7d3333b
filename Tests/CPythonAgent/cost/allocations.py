# A million objects, made and let go at once.
class Point:
    def __init__(self, x):
        self.x = x


for n in range(1_000_000):
    Point(n)
