public import Testing

extension Tag {
    /// It compares with a text that was recorded of our own output and read: it shows that something changed, and not
    /// what is right.
    @Tag public static var golden: Self
}
