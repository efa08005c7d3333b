import Foundation
import TraceModel

/// What made an error, and what made that, down to the system's own words.
struct ErrorCauses: Sequence, IteratorProtocol {
    private var cause: (any Error)?

    init(of error: TraceError) { cause = error.cause }

    mutating func next() -> String? {
        guard let error = cause else { return nil }
        switch error {
        case let error as TraceError:
            cause = error.cause
            return error.message
        case let error as NSError where type(of: error) == NSError.self || error is CocoaError:
            cause = error.userInfo[NSUnderlyingErrorKey] as? any Error
            return "\(error.domain) \(error.code): \(error.localizedDescription)"
        case let error as any CustomStringConvertible:
            cause = nil
            return error.description
        default:
            cause = nil
            return "\(type(of: error)): \(error)"
        }
    }
}
