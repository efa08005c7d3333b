# dezero-trace: summary n objects hold one hub
# dezero-trace: parameter n 1..10000000
class Hub:
    pass


class Holder:
    pass


n = 1000
hub = Hub()
holders = []
for i in range(n):
    holder = Holder()
    holder.hub = hub
    holders.append(holder)
