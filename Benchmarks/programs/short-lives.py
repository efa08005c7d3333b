# dezero-trace: summary n objects are made, and each goes when the next one has come: 8 events an object
# dezero-trace: parameter n 1..1000000000
class Node:
    pass


n = 1000


def make(count):
    for i in range(count):
        node = Node()
        made = i + 1
    return made


make(n)
