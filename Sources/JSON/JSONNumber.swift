/// A JSON number: integers are exact to 64 bits (signed and unsigned), every other number is kept as it was written.
package struct JSONNumber: Sendable {
    package enum Storage: Sendable {
        case integer(Int64)
        /// Only for what exceeds `Int64.max`.
        case unsigned(UInt64)
        case text(String)
    }

    package let storage: Storage

    package init(_ value: Int) { storage = .integer(Int64(value)) }

    package init(_ value: UInt64) { storage = Int64(exactly: value).map(Storage.integer) ?? .unsigned(value) }

    /// A finite double is written the shortest way that reads back the same; NaN and infinities become 0.
    package init(_ value: Double) {
        if value.magnitude < 0x1p63, Double(Int64(value)) == value {
            storage = .integer(Int64(value))
        } else {
            storage = .text(value.isFinite ? "\(value)" : "0")
        }
    }

    /// `text` must have the form of a JSON number; the parser is the caller that knows.
    package init(verbatim text: String) {
        storage = Int64(text).map(Storage.integer) ?? UInt64(text).map(Storage.unsigned) ?? .text(text)
    }

    /// Reads a text that is exactly one JSON number (RFC 8259 §6), nil for every other text: no spaces, no plus sign.
    package init?(parsing text: String) {
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || first.isDigit,
            let last = text.utf8.last, last.isDigit,
            let document = try? JSONParser().parse(text: text), case .number(let number) = document.value
        else { return nil }
        self = number
    }

    init(_ integer: Int64) { storage = .integer(integer) }

    /// The exact integer, nil for fractions and for what exceeds 64 bits.
    package var int: Int? {
        guard case .integer(let value) = exact else { return nil }
        return Int(exactly: value)
    }

    /// The nearest double; infinite for what exceeds the range of doubles.
    package var double: Double {
        switch storage {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .text(let text): Double(text) ?? 0
        }
    }

    /// The number as it is written in JSON.
    package var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .unsigned(let value): String(value)
        case .text(let text): text
        }
    }
}

extension JSONNumber {
    /// The value in the one form that each value has, whichever way it was written.
    enum Exact: Hashable {
        case integer(Int64)
        case unsigned(UInt64)
        case decimal(ExactDecimal)
    }

    var exact: Exact {
        switch storage {
        case .integer(let value): .integer(value)
        case .unsigned(let value): .unsigned(value)
        case .text(let text): Exact(ExactDecimal(text))
        }
    }

    var decimal: ExactDecimal { ExactDecimal(text) }
}

extension JSONNumber.Exact {
    init(_ decimal: ExactDecimal) {
        guard let magnitude = decimal.wholeMagnitude else {
            self = .decimal(decimal)
            return
        }
        switch (decimal.isNegative, Int64(exactly: magnitude)) {
        case (false, let value?): self = .integer(value)
        case (true, let value?): self = .integer(-value)
        case (false, nil): self = .unsigned(magnitude)
        case (true, nil): self = magnitude == Int64.min.magnitude ? .integer(.min) : .decimal(decimal)
        }
    }
}

extension JSONNumber: Hashable, Comparable {
    /// By value: 1, 1.0 and 1e0 are equal, and digits that a double cannot hold still count.
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let a) = left.storage, case .integer(let b) = right.storage { return a == b }
        return left.exact == right.exact
    }

    package static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let a) = left.storage, case .integer(let b) = right.storage { return a < b }
        return left.decimal < right.decimal
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(exact) }
}
