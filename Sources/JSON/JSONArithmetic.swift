/// The little arithmetic that expressions need: exact on whole numbers as long as 64 bits hold them, on doubles beyond.
extension JSONNumber {
    /// The number without its sign, exact.
    package var magnitude: JSONNumber {
        switch storage {
        case .integer(let value): JSONNumber(value.magnitude)
        case .unsigned: self
        case .text(let text): JSONNumber(verbatim: text.hasPrefix("-") ? String(text.dropFirst()) : text)
        }
    }

    /// The smallest whole number that is not below this one, exact.
    package var roundedUp: JSONNumber { rounded(up: true) }

    /// The largest whole number that is not above this one, exact.
    package var roundedDown: JSONNumber { rounded(up: false) }

    private func rounded(up: Bool) -> JSONNumber {
        guard case .text = storage else { return self }
        let whole = decimal.rounded(up: up)
        switch Exact(whole) {
        case .integer(let value): return JSONNumber(value)
        case .unsigned(let value): return JSONNumber(value)
        case .decimal: return JSONNumber(verbatim: whole.text)
        }
    }

    /// The sum; nil where it exceeds the range of doubles.
    package func adding(_ other: JSONNumber) -> JSONNumber? {
        if case .integer(let a) = exact, case .integer(let b) = other.exact {
            let (sum, overflow) = a.addingReportingOverflow(b)
            if !overflow { return JSONNumber(sum) }
        }
        return JSONNumber(finite: double + other.double)
    }

    /// The quotient, whole where it comes out even; nil for a divisor of zero and beyond the range of doubles.
    package func divided(by divisor: Int) -> JSONNumber? {
        guard divisor != 0 else { return nil }
        if case .integer(let value) = exact {
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: Int64(divisor))
            if remainder == 0 { return JSONNumber(quotient) }
        }
        return JSONNumber(finite: double / Double(divisor))
    }

    private init?(finite value: Double) {
        guard value.isFinite else { return nil }
        self.init(value)
    }
}
