import TraceModel

extension Finding {
    /// What leads to what grows, as code writes it: `bus.handlers['refresh']`; the middle of a long way is left out.
    package var holder: String {
        let fields = path.map(\.dottedField)
        let shown = fields.count > 6 ? fields.prefix(3) + [".…"] + fields.suffix(2) : fields[...]
        return (growth?.root ?? "") + shown.joined()
    }

    /// `4 objects`; bytes where no pass leaves a whole object.
    package var leftByPass: String {
        guard let perPass else { return "nothing" }
        let bytes = Wording.count(perPass.bytes, "byte")
        return perPass.objects > 0 ? "\(Wording.count(perPass.objects, "object")) and \(bytes)" : bytes
    }
}
