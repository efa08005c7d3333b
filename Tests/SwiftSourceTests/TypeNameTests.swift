import Foundation
import Testing

@testable import SwiftSource

private protocol Shape {}
private final class Pair<First, Second> {}
private enum Outer {
    final class Inner {}
    struct Model<Value> {
        final class Node {}
        enum Deep<Other> { final class Leaf {} }
    }
}
private enum Other { final class Inner {} }
extension Outer { final class Late {} }
extension Outer.Model where Value == Int { final class OfNumbers {} }
extension Array { final class Position {} }

/// The truth is how the type is written in this file.
@Suite struct TypeNameTests {
    @Test(
        arguments: [
            (Outer.Inner.self, "Outer.Inner"),
            (Other.Inner.self, "Other.Inner"),
            (Outer.Late.self, "Outer.Late"),
            (Outer.Model<Int>.Node.self, "Outer.Model<Int>.Node"),
            (Outer.Model<Int>.OfNumbers.self, "Outer.Model<Int>.OfNumbers"),
            (
                Outer.Model<[String: Outer.Inner?]>.Deep<any Shape>.Leaf.self,
                "Outer.Model<Dictionary<String, Optional<Outer.Inner>>>.Deep<Shape>.Leaf"
            ),
            ([Date].Position.self, "Array<Date>.Position"),
            (Pair<(Int, name: Outer.Inner), Outer.Inner.Type>.self, "Pair<(Int, name: Outer.Inner), Outer.Inner.Type>"),
            (
                Pair<@Sendable (inout Int) async throws -> Date, any Shape & AnyObject>.self,
                "Pair<@Sendable (inout Int) async throws -> Date, Shape & AnyObject>"
            ),
        ] as [(AnyObject.Type, String)])
    func `a type is called as it is written`(type: AnyObject.Type, written: String) {
        #expect(RuntimeType.name(of: unsafeBitCast(type, to: UnsafeRawPointer.self)) == written)
    }

    @Test func `a function that a type is local to is not in its name and a type around that is`() {
        final class Local { final class Part {} }
        #expect(
            RuntimeType.name(of: unsafeBitCast(Local.Part.self, to: UnsafeRawPointer.self))
                == "TypeNameTests.Local.Part")
    }
}
