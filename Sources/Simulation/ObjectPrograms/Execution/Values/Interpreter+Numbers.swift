import Foundation
import ReferenceCounting

/// Arithmetic of two numbers as CPython does it.
extension Interpreter {
    /// Whole numbers, in 64 bits.
    func whole(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws -> Int {
        let (result, overflow): (Int, Bool)
        switch operation {
        case .add: (result, overflow) = a.addingReportingOverflow(b)
        case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
        case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
        case .floorDivide, .remainder, .divide:
            guard b != 0 else {
                throw Stop.raised(
                    "ZeroDivisionError",
                    operation == .remainder ? "integer modulo by zero" : "integer division or modulo by zero")
            }
            let (quotient, tooLarge) = a.dividedReportingOverflow(by: b)
            let rest = tooLarge ? 0 : a % b
            let isRoundedUp = rest != 0 && (rest < 0) != (b < 0)
            if operation == .remainder { return isRoundedUp ? rest + b : rest }
            (result, overflow) = (isRoundedUp ? quotient - 1 : quotient, tooLarge)
        case .power:
            // These never overflow, however large the exponent is.
            if (-1...1).contains(a) { return b == 0 ? 1 : a == -1 && b % 2 == 0 ? 1 : a }
            var power = 1
            var isTooLarge = false
            for _ in 0..<b {
                (power, isTooLarge) = power.multipliedReportingOverflow(by: a)
                if isTooLarge { break }
            }
            (result, overflow) = (power, isTooLarge)
        }
        guard !overflow else {
            throw Stop.unsupported("a whole number of more than 64 bits", instead: "use floats or smaller numbers")
        }
        return result
    }

    /// `areWhole` says that both numbers were whole ones, which an error tells.
    func real(_ operation: BinaryOperator, _ a: Double, _ b: Double, areWhole: Bool) throws -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide:
            guard b != 0 else {
                throw Stop.raised("ZeroDivisionError", areWhole ? "division by zero" : "float division by zero")
            }
            return a / b
        case .floorDivide:
            guard b != 0 else { throw Stop.raised("ZeroDivisionError", "float floor division by zero") }
            return floorDivide(a, b)
        case .remainder:
            guard b != 0 else { throw Stop.raised("ZeroDivisionError", "float modulo") }
            let rest = a.truncatingRemainder(dividingBy: b)
            guard rest != 0 else { return Double(signOf: b, magnitudeOf: 0) }
            return (rest < 0) != (b < 0) ? rest + b : rest
        case .power:
            if a == 0, b < 0 { throw Stop.raised("ZeroDivisionError", "0.0 cannot be raised to a negative power") }
            if a < 0, b != b.rounded() {
                throw Stop.unsupported("a complex number", instead: "raise positive numbers to fractions")
            }
            let power = pow(a, b)
            guard power.isFinite || !a.isFinite || !b.isFinite else {
                throw Stop.raised("OverflowError", "(34, 'Numerical result out of range')")
            }
            return power
        }
    }

    /// CPython's `float_floor_div`, which differs from rounding the quotient down in the last digit and in zeros.
    private func floorDivide(_ a: Double, _ b: Double) -> Double {
        let rest = a.truncatingRemainder(dividingBy: b)
        var quotient = (a - rest) / b
        if rest != 0, (rest < 0) != (b < 0) { quotient -= 1 }
        guard quotient != 0 else { return Double(signOf: a / b, magnitudeOf: 0) }
        let floor = quotient.rounded(.down)
        return quotient - floor > 0.5 ? floor + 1 : floor
    }

    /// The result of an operation.
    ///
    /// NaN equals itself alone, as an object: each has bits of its own.
    mutating func made(_ number: Double, _ tag: Value.Tag) -> Value {
        guard number.isNaN else { return Value(tag: tag, bits: number.bitPattern) }
        nansMade = (nansMade + 1) & 0x7_FFFF_FFFF_FFFF
        return Value(tag: tag, bits: Double.nan.bitPattern | nansMade)
    }
}
