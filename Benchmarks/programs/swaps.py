# dezero-trace: summary a field changes hands n times: 14 events a pass, of three objects
# dezero-trace: parameter n 1..1000000000
class Node:
    pass


n = 1000


def swap(passes):
    owner = Node()
    left = Node()
    right = Node()
    for i in range(passes):
        owner.child = left
        owner.child = right


swap(n)
