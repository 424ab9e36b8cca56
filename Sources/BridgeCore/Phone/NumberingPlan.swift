/// How the numbers of one region are built (ITU-T E.164 and the national numbering plans).
package struct NumberingPlan: Sendable {
    /// How a group of national numbers begins, and how many digits its numbers have without trunk prefix.
    struct Pattern: Sendable, Equatable {
        let prefix: [UInt8]
        let firstDigits: ClosedRange<UInt8>?
        let lengths: ClosedRange<Int>

        func begins(_ national: some Collection<UInt8>) -> Bool {
            guard let firstDigits else { return national.starts(with: prefix) }
            return national.first.map(firstDigits.contains) == true
        }
    }

    /// ISO 3166 code.
    package let region: String
    package let callingCode: String
    /// What is dialled there before a foreign number.
    package let exit: String
    /// What is dialled there before a national number and is no part of it; empty where there is none.
    package let trunk: String
    /// How many digits a national number without its trunk prefix needs to be no local number; nil where that stays
    /// in doubt.
    let bareFrom: Int?
    /// A digit that mobile numbers once had behind the calling code.
    let formerMobile: String?
    /// The first that begins a number decides about its length.
    let patterns: [Pattern]
    /// True where a leading zero is part of the number.
    let keepsZero: Bool
    private let longest: Int

    /// `numbers` lists patterns, such as `1-9:9 800:7-10`: prefix or range of first digits, colon, length or lengths.
    init(
        _ region: String,
        _ callingCode: String,
        exit: String = "00",
        trunk: String = "",
        bareFrom: Int? = nil,
        formerMobile: String? = nil,
        _ numbers: String
    ) {
        self.region = region
        self.callingCode = callingCode
        self.exit = exit
        self.trunk = trunk
        self.bareFrom = bareFrom
        self.formerMobile = formerMobile
        patterns = numbers.split(separator: " ").compactMap(NumberingPlan.pattern)
        keepsZero = patterns.contains { $0.begins([UInt8(ascii: "0")]) }
        longest = patterns.map(\.lengths.upperBound).max() ?? 0
    }

    private static func pattern(_ text: Substring) -> Pattern? {
        let halves = text.split(separator: ":")
        guard halves.count == 2 else { return nil }
        let lengths = halves[1].split(separator: "-").compactMap { Int($0) }
        guard let shortest = lengths.first, let longest = lengths.last, shortest <= longest else { return nil }
        let ends = halves[0].split(separator: "-")
        let range: ClosedRange<UInt8>? =
            if ends.count == 2, let low = ends[0].utf8.first, let high = ends[1].utf8.first, low <= high {
                low...high
            } else { nil }
        return Pattern(prefix: Array(halves[0].utf8), firstDigits: range, lengths: shortest...longest)
    }

    var isNorthAmerican: Bool { callingCode == "1" }

    /// True when the national number has the form and the length that the plan gives.
    func isValid(_ national: some Collection<UInt8>) -> Bool {
        guard let pattern = patterns.first(where: { $0.begins(national) }), pattern.lengths.contains(national.count)
        else { return false }
        return !isNorthAmerican || NumberingPlan.isNorthAmerican(Array(national))
    }

    /// NANP: area code and exchange begin with 2 to 9; codes ending in 11 are services (https://www.nanpa.com).
    private static func isNorthAmerican(_ national: [UInt8]) -> Bool {
        let one = UInt8(ascii: "1")
        let high = UInt8(ascii: "2")...UInt8(ascii: "9")
        guard national.count == 10, high.contains(national[0]), high.contains(national[3]) else { return false }
        return !(national[1] == one && national[2] == one) && !(national[4] == one && national[5] == one)
            && national[1] != UInt8(ascii: "9")
    }

    /// True for what may follow the calling code as it is: not too long, and no trunk zero in front.
    func acceptsInternational(_ national: some Collection<UInt8>) -> Bool {
        !national.isEmpty && national.count <= longest && (keepsZero || national.first != UInt8(ascii: "0"))
    }

    /// The national number without a trunk prefix or a former mobile digit that does not belong behind the code.
    func mended(_ national: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for surplus in [trunk, formerMobile ?? ""] where !surplus.isEmpty && national.starts(with: surplus.utf8) {
            return national.dropFirst(surplus.utf8.count)
        }
        return national
    }

    /// Completes what was dialled within the region; nil where it is no number or could be two.
    func number(fromNational digits: [UInt8]) -> PhoneNumber? {
        var national: ArraySlice<UInt8>?
        if !trunk.isEmpty, digits.starts(with: trunk.utf8), isValid(digits.dropFirst(trunk.utf8.count)) {
            national = digits.dropFirst(trunk.utf8.count)
        } else if isValid(digits), trunk.isEmpty || bareFrom.map({ digits.count >= $0 }) == true {
            national = digits[...]
        } else if digits.count > longest, digits.starts(with: callingCode.utf8) {
            let rest = digits.dropFirst(callingCode.utf8.count)
            national = isValid(rest) ? rest : nil
        }
        return national.flatMap { PhoneNumber.unlessHidden(Array(callingCode.utf8) + $0) }
    }
}

extension NumberingPlan {
    private static let byRegion: [String: NumberingPlan] = Dictionary(
        table.map { ($0.region, $0) },
        uniquingKeysWith: { first, _ in first }
    )

    /// By calling code; of regions that share one, the first of the table.
    private static let byCallingCode: [NumberingPlan?] = {
        var plans = [NumberingPlan?](repeating: nil, count: 1000)
        for plan in table {
            guard let code = Int(plan.callingCode), plans[code] == nil else { continue }
            plans[code] = plan
        }
        return plans
    }()

    /// `region` is an ISO 3166 code in either case; nil for regions that the table does not hold.
    package static func plan(ofRegion region: String) -> NumberingPlan? {
        byRegion[region] ?? byRegion[region.uppercased()]
    }

    /// The plan whose calling code begins `digits`; no calling code begins another.
    static func plan(ofInternational digits: some Collection<UInt8>) -> NumberingPlan? {
        var code = 0
        for digit in digits.prefix(3) {
            code = code * 10 + Int(digit) - 0x30
            guard (1..<1000).contains(code) else { return nil }
            if let plan = byCallingCode[code] { return plan }
        }
        return nil
    }
}
