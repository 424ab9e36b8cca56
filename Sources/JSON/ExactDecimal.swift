/// A decimal number without rounding, `digits × 10^exponent`, in the one form that each value has.
///
/// It lets numbers that exceed 64 bits, or have a fraction, be compared by value although they are kept as written.
struct ExactDecimal: Hashable {
    /// Never true for zero.
    private(set) var isNegative = false
    /// Digits 0…9 without leading and trailing zeros; empty for zero.
    private(set) var digits: [UInt8] = []
    private(set) var exponent = 0

    /// Exponents beyond this are held to it: no number that anybody means lies there, and sums of them cannot overflow.
    private static let exponentLimit = 1_000_000_000_000_000

    /// `text` must have the form of a JSON number.
    init(_ text: String) {
        var fractionDigits = 0
        var inFraction = false
        var bytes = text.utf8[...]
        if bytes.first == UInt8(ascii: "-") {
            isNegative = true
            bytes.removeFirst()
        }
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte - UInt8(ascii: "0")) }
                if inFraction { fractionDigits += 1 }
            case UInt8(ascii: "."):
                inFraction = true
            default:
                exponent = Self.exponent(bytes)
                bytes = bytes.suffix(0)
            }
        }
        exponent -= fractionDigits
        normalise()
    }

    private mutating func normalise() {
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty {
            isNegative = false
            exponent = 0
        }
    }

    private static func exponent(_ bytes: Substring.UTF8View) -> Int {
        let value = Int(String(Substring(bytes)))
        let isNegative = bytes.first == UInt8(ascii: "-")
        return min(max(value ?? (isNegative ? -exponentLimit : exponentLimit), -exponentLimit), exponentLimit)
    }

    /// How many digits stand before the decimal point; zero or less for magnitudes under one.
    private var integerDigits: Int { digits.count + exponent }

    /// The magnitude of a whole number that fits in 64 bits.
    var wholeMagnitude: UInt64? {
        guard exponent >= 0, integerDigits <= 20 else { return nil }
        var magnitude: UInt64 = 0
        for position in 0..<integerDigits {
            let digit = position < digits.count ? digits[position] : 0
            let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { return nil }
            magnitude = sum
        }
        return magnitude
    }

    /// The nearest whole number not below (`up`) or not above this one.
    func rounded(up: Bool) -> ExactDecimal {
        guard exponent < 0 else { return self }
        var whole = self
        whole.digits = Array(digits.prefix(max(integerDigits, 0)))
        whole.exponent = 0
        if up != isNegative { whole.addOne() }
        whole.normalise()
        return whole
    }

    /// Adds one to the magnitude of a number whose exponent is zero.
    private mutating func addOne() {
        var index = digits.count
        while index > 0 {
            index -= 1
            guard digits[index] == 9 else {
                digits[index] += 1
                return
            }
            digits[index] = 0
        }
        digits.insert(1, at: 0)
    }

    /// The number as JSON text, without a fraction where it is whole.
    var text: String {
        guard !digits.isEmpty else { return "0" }
        let sign = isNegative ? "-" : ""
        let written = String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
        guard exponent != 0 else { return sign + written }
        return sign + written + "e\(exponent)"
    }
}

extension ExactDecimal: Comparable {
    static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative
            ? right.magnitudePrecedes(left)
            : left.magnitudePrecedes(right)
    }

    private func magnitudePrecedes(_ other: ExactDecimal) -> Bool {
        guard !digits.isEmpty, !other.digits.isEmpty else { return digits.isEmpty && !other.digits.isEmpty }
        guard integerDigits == other.integerDigits else { return integerDigits < other.integerDigits }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
