extension JSON {
    /// The value without spaces, for a `<script>` element: no `<` in it, so that nothing in it can end the element.
    package var embedded: String {
        var text = ""
        writeCompact(to: &text)
        return text.replacing("<", with: "\\u003c")
    }

    private func writeCompact(to output: inout some TextOutputStream) {
        switch self {
        case .null: output.write("null")
        case .bool(let value): output.write(value ? "true" : "false")
        case .int(let value): output.write(String(value))
        case .number(let value): output.write(Wording.decimal(value, grouped: false))
        case .string(let value): JSON.writeLiteral(value, to: &output)
        case .array(let values):
            output.write("[")
            for (place, value) in values.enumerated() {
                if place > 0 { output.write(",") }
                value.writeCompact(to: &output)
            }
            output.write("]")
        case .object(let members):
            output.write("{")
            for (place, member) in members.enumerated() {
                if place > 0 { output.write(",") }
                JSON.writeLiteral(member.key, to: &output)
                output.write(":")
                member.value.writeCompact(to: &output)
            }
            output.write("}")
        }
    }

    /// An array of whole numbers.
    package static func ints(_ values: [Int]) -> JSON { .array(values.map { .int($0) }) }
}
