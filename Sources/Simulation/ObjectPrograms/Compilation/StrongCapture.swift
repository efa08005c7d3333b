/// Why no design can hold a variable weakly that a function captures.
enum StrongCapture {
    /// The variable is bound to the function itself.
    case itself
    /// The function, or one inside of it, gives the variable a new value.
    case rebound
}

extension Scope {
    /// The free variables of a function that must stay strong; its statement binds it to `names`.
    func strongCaptures(ofFunctionBoundTo names: [String]) -> [String: StrongCapture] {
        var captures: [String: StrongCapture] = [:]
        for name in free where rebinds(name) { captures[name] = .rebound }
        for name in names where free.contains(name) { captures[name] = .itself }
        return captures
    }
}
