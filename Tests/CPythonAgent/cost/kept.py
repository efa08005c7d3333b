# Half a million objects, kept to the end.
class Point:
    def __init__(self, x):
        self.x = x


points = [Point(n) for n in range(500_000)]
