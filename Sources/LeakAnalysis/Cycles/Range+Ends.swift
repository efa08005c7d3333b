extension Range<Int> {
    /// All of the places where there are no more than so many, else those at the two ends.
    package func ends(of most: Int) -> [Int] {
        count <= most ? Array(self) : Array(prefix(most / 2)) + Array(suffix(most - most / 2))
    }
}
