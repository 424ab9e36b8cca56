/// A JSON number: integers are exact to 64 bits (signed and unsigned), every other number is kept as it was written.
package struct JSONNumber: Sendable {
    package enum Storage: Sendable {
        case integer(Int64)
        case text(String)
    }

    package let storage: Storage

    package init(_ value: Int) { storage = .integer(Int64(value)) }

    /// A finite double is written the shortest way that reads back the same; NaN and infinities become 0.
    package init(_ value: Double) {
        if let exact = Int64(exactly: value) {
            storage = .integer(exact)
        } else {
            storage = .text(value.isFinite ? "\(value)" : "0")
        }
    }

    /// `text` must have the form of a JSON number; the parser is the caller that knows.
    package init(verbatim text: String) { storage = Int64(text).map(Storage.integer) ?? .text(text) }

    /// The exact integer, nil for fractions and for what exceeds 64 bits.
    package var int: Int? {
        switch storage {
        case .integer(let value): Int(value)
        case .text(let text): Double(text).flatMap { Int(exactly: $0) }
        }
    }

    package var double: Double {
        switch storage {
        case .integer(let value): Double(value)
        case .text(let text): Double(text) ?? 0
        }
    }

    /// The number as it is written in JSON.
    package var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .text(let text): text
        }
    }
}

extension JSONNumber: Hashable {
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let a) = left.storage, case .integer(let b) = right.storage { return a == b }
        return left.double == right.double
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(double) }
}
