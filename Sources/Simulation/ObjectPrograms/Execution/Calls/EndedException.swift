import ReferenceCounting
import TraceModel

/// A frame that an exception left, and what its names hold as long as the exception lives.
struct AbandonedFrame {
    var owner: OwnerID
    var names: [(FieldID, Value)]
}

/// An exception that is done with, and the frames that it left.
struct EndedException {
    /// The outermost frame first.
    var frames: [AbandonedFrame]
    /// How many hold each frame: its traceback, and the frame that it called.
    private var holders: [Int]

    init(_ frames: [AbandonedFrame]) {
        self.frames = frames
        holders = frames.indices.map { $0 == frames.count - 1 ? 1 : 2 }
    }

    /// Releases a frame; true when nothing holds it any more.
    mutating func release(_ frame: Int) -> Bool {
        holders[frame] -= 1
        return holders[frame] == 0
    }

    /// What CPython frees with a deallocator of its own, which nests as those of objects do.
    enum Part {
        case exception
        case traceback(Int)
        case frame(Int)
    }
}

/// What waits until the nesting is back at 0.
enum Deferred {
    /// A part of the exception with this number.
    case part(EndedException.Part, exception: Int)
    /// The arguments of a call that passed them in a tuple, and the frame that called.
    case arguments([Value], caller: OwnerID)
}
