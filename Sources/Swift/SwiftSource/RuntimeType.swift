import CSwiftRuntime
import TraceModel

/// What a type is to whoever reads about its objects.
enum RuntimeType {
    /// The sort of object.
    static func kind(of metadata: UnsafeRawPointer) -> ObjectKind {
        switch dzt_role_of(metadata) {
        case DZT_STORAGE: .container
        case DZT_CLOSURE: .function
        case DZT_BOX: .cell
        default: .instance
        }
    }

    /// The name without modules; boxes and closures have none of their own.
    static func name(of metadata: UnsafeRawPointer) -> String {
        switch dzt_role_of(metadata) {
        case DZT_CLOSURE: return "closure"
        case DZT_BOX: return "captured variable"
        default:
            let name = dzt_type_name(metadata).map { String(cString: $0) } ?? ""
            return name.isEmpty ? "object" : name
        }
    }

    /// Whether the program's own code declares it.
    static func isOfProgram(_ metadata: UnsafeRawPointer) -> Bool { dzt_is_program_type(metadata) }
}
