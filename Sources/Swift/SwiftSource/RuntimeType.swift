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
    ///
    /// A static standard library lies in the program's image, so that the module's name counts too.
    static func isOfProgram(_ metadata: UnsafeRawPointer) -> Bool {
        switch dzt_role_of(metadata) {
        case DZT_STORAGE, DZT_TASK: return false
        case DZT_CLOSURE, DZT_BOX: return dzt_is_program_address(metadata)
        default:
            let module = dzt_module_name(metadata).map { String(cString: $0) } ?? ""
            return !module.hasPrefix("_") && !toolchainModules.contains(module)
        }
    }

    private static let toolchainModules: Set<String> = [
        "", "Swift", "Foundation", "FoundationEssentials", "FoundationInternationalization", "FoundationNetworking",
        "FoundationXML", "Dispatch", "Synchronization", "Observation", "Distributed", "RegexBuilder", "Testing",
        "XCTest", "Runtime", "Glibc", "CoreFoundation", "__C", "Cxx", "CxxStdlib", "System", "Differentiation",
    ]
}
