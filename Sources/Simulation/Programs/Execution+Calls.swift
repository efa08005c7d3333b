public import ReferenceCounting
public import TraceModel

extension Execution {
    /// What a call must put back when it is over.
    public struct Caller: Sendable {
        fileprivate let frame: OwnerID
        fileprivate let firstBinding: Int
        fileprivate let firstTemporary: Int
        fileprivate let site: SiteID
        fileprivate let depth: Int
    }

    /// Enters a frame of its own; ``leaveCall(to:returning:)`` must follow, whatever happens.
    public mutating func enterCall() -> Caller {
        let caller = Caller(
            frame: frame, firstBinding: firstBinding, firstTemporary: firstTemporary, site: heap.site, depth: depth)
        frame = heap.makeFrame()
        firstBinding = bindings.count
        firstTemporary = temporaries.count
        depth += 1
        return caller
    }

    /// Binds a parameter of the frame just entered to an argument, whose reference goes over to it if the caller
    /// has it as a temporary.
    ///
    /// Parameters are bound once each, before anything else happens in the frame.
    public mutating func pass(_ argument: Handle, as parameter: FieldID, from caller: Caller) {
        assert(temporaries.count == firstTemporary, "parameters come first")
        if let place = place(of: argument, from: caller.firstTemporary, to: firstTemporary) {
            temporaries.remove(at: place)
            firstTemporary -= 1
            heap.move(argument, from: caller.frame, .temporary, to: frame, parameter)
        } else {
            heap.retain(argument, by: frame, parameter)
        }
        bindings.append(Binding(name: parameter.rawValue, isBound: true, object: argument))
    }

    /// Binds a parameter to an argument that the caller goes on holding, as the arguments of `__call__` are.
    public mutating func lend(_ argument: Handle, as parameter: FieldID) {
        heap.retain(argument, by: frame, parameter)
        bindings.append(Binding(name: parameter.rawValue, isBound: true, object: argument))
    }

    /// Leaves a frame: the result becomes a temporary of the caller, then the frame's temporaries are let go, then
    /// its names in the order of their binding.
    ///
    /// The caller's place in the source is restored.
    @discardableResult
    public mutating func leaveCall(to caller: Caller, returning result: Handle?) -> Handle? {
        if let result {
            giveAway(result)
            heap.move(result, from: frame, .temporary, to: caller.frame, .temporary)
        }
        endStatement()
        clearDue()
        heap.enterReturn(to: caller.site)
        for place in firstBinding..<bindings.count { dropBinding(place) }
        bindings.truncate(to: firstBinding)
        frame = caller.frame
        firstBinding = caller.firstBinding
        firstTemporary = caller.firstTemporary
        depth = caller.depth
        heap.site = caller.site
        if let result { temporaries.append(result) }
        return result
    }

    /// Runs `body` in a frame of its own, and leaves it also when `body` throws.
    public mutating func call(_ body: (inout Execution, Caller) throws -> Handle?) rethrows -> Handle? {
        let caller = enterCall()
        do {
            return leaveCall(to: caller, returning: try body(&self, caller))
        } catch {
            leaveCall(to: caller, returning: nil)
            throw error
        }
    }
}
