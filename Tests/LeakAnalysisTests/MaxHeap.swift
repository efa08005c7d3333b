/// A priority queue: the greatest comes first.
struct MaxHeap<Element: Comparable> {
    private var elements: [Element] = []

    /// Adds an element.
    ///
    /// O(log n).
    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[(child - 1) / 2] < elements[child] {
            elements.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the greatest element.
    ///
    /// O(log n).
    mutating func popMax() -> Element? {
        guard let greatest = elements.first, let last = elements.popLast() else { return nil }
        guard !elements.isEmpty else { return greatest }
        elements[0] = last
        var parent = 0
        while true {
            var largest = parent
            for child in 2 * parent + 1...2 * parent + 2
            where child < elements.count && elements[largest] < elements[child] {
                largest = child
            }
            if largest == parent { return greatest }
            elements.swapAt(parent, largest)
            parent = largest
        }
    }
}
