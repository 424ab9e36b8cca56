/// How the numbers behind one calling code are built (ITU-T E.164 and the national numbering plans).
///
/// Where a plan is wider than the country's, a number that nobody has may be read, as it stands; where it is narrower,
/// a number is left unread. Neither gives a number that was not meant.
package final class NumberingPlan: Sendable {
    package let callingCode: String
    let code: [UInt8]
    /// ISO 3166 codes; empty for numbers of no country, such as 800.
    let regions: [String]
    /// What is dialled there before a foreign number, the longest first.
    let exits: [[UInt8]]
    /// What is dialled there today before a national number and is no part of it; empty where there is none.
    package let trunk: String
    /// Trunk prefixes of today and of former days, also with the codes of carriers that may be dialled in between.
    let trunks: [[UInt8]]
    /// How many digits a national number without its trunk prefix needs to be no local number; nil where that stays
    /// in doubt.
    let shortestBare: Int?
    /// Numbers that are dialled without trunk prefix although others have one.
    let untrunked: [NumberPattern]
    /// A digit that mobile numbers once had behind the calling code.
    let formerMobile: [UInt8]
    /// Local numbers that are no numbers of their own, and what stands before them.
    let locals: [NumberPattern]
    let localPrefix: [UInt8]
    /// How numbers begin and how long they are then. The first that fits decides.
    let patterns: [NumberPattern]
    /// True where a leading zero is part of some number.
    let keepsZero: Bool
    let isNorthAmerican: Bool
    let longest: Int

    /// Reads a row such as `44 GB,GG exit=00 trunk=0 bare=10 1:9-10 2-3:10 7:10`: calling code, regions (`-` for none),
    /// what differs from `exit=00` and nothing else (`trunk=-,01`: formerly 01), then patterns. Nil where the row has
    /// another form.
    init?(row: String) {
        let words = row.split(separator: " ")
        guard words.count >= 3, let code = Int(words[0]), (1...999).contains(code) else { return nil }
        callingCode = String(words[0])
        self.code = Array(words[0].utf8)
        isNorthAmerican = code == 1
        regions = words[1] == "-" ? [] : words[1].split(separator: ",").map(String.init)
        var settings: [Substring: Substring] = [:]
        var patterns: [NumberPattern] = []
        for word in words.dropFirst(2) {
            if let equals = word.firstIndex(of: "=") {
                settings[word[..<equals]] = word[word.index(after: equals)...]
            } else {
                guard let pattern = NumberPattern(word) else { return nil }
                patterns.append(pattern)
            }
        }
        exits = NumberingPlan.list(settings["exit"] ?? "00").sorted { $0.count > $1.count }
        let trunks = NumberingPlan.list(settings["trunk"] ?? "")
        self.trunks = trunks.filter { $0 != Array("-".utf8) }
        trunk = trunks.first == self.trunks.first ? String(decoding: trunks.first ?? [], as: UTF8.self) : ""
        untrunked = (settings["untrunked"] ?? "").split(separator: "|").compactMap { NumberPattern($0) }
        formerMobile = Array((settings["former"] ?? "").utf8)
        let local = (settings["local"] ?? "").split(separator: ">")
        locals = local.count == 2 ? local[0].split(separator: "|").compactMap { NumberPattern($0) } : []
        localPrefix = local.last.map { Array($0.utf8) } ?? []
        self.patterns = patterns
        keepsZero = patterns.contains(where: \.beginsWithZero)
        longest = patterns.map(\.longest).max() ?? 0
        // Six digits and less are short codes, but where all numbers are short.
        let open = trunks.isEmpty ? (longest < 8 ? 1 : 7) : nil
        shortestBare = settings["bare"].flatMap { Int($0) } ?? open
    }

    private static func list(_ text: Substring) -> [[UInt8]] { text.split(separator: ",").map { Array($0.utf8) } }

    var isArgentine: Bool { callingCode == "54" }

    /// True when the national number has a form and a length that the plan gives.
    func isValid(_ national: some Collection<UInt8>) -> Bool {
        let leading = NumberPattern.leading(of: national)
        guard let pattern = patterns.first(where: { $0.fits(leading: leading) }), pattern.allows(national.count)
        else { return false }
        return !isNorthAmerican || NumberingPlan.isNorthAmerican(national)
    }

    /// NANP: area code and exchange begin with 2 to 9; codes ending in 11 are services (https://www.nanpa.com).
    private static func isNorthAmerican(_ national: some Collection<UInt8>) -> Bool {
        let one = UInt8(ascii: "1")
        let high = UInt8(ascii: "2")...UInt8(ascii: "9")
        var digits: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0)
        for (index, digit) in national.prefix(6).enumerated() {
            switch index {
            case 0: digits.0 = digit
            case 1: digits.1 = digit
            case 2: digits.2 = digit
            case 3: digits.3 = digit
            case 4: digits.4 = digit
            default: digits.5 = digit
            }
        }
        guard high.contains(digits.0), high.contains(digits.3) else { return false }
        return !(digits.1 == one && digits.2 == one) && !(digits.4 == one && digits.5 == one)
            && digits.1 != UInt8(ascii: "9")
    }

    /// True for what may follow the calling code as it is, known to the plan or not: not too long, and no trunk prefix
    /// in front.
    func mayFollow(_ national: ArraySlice<UInt8>) -> Bool {
        guard !national.isEmpty, national.count <= longest, keepsZero || national.first != UInt8(ascii: "0") else {
            return false
        }
        let leading = NumberPattern.leading(of: national)
        if patterns.first(where: { $0.fits(leading: leading) })?.longest == 0 { return false }
        return !trunks.contains { trunk in
            national.starts(with: trunk) && patterns.contains { $0.allows(national.count - trunk.count) }
        }
    }

    /// True for numbers that are complete only with ``localPrefix``.
    func isLocal(_ national: ArraySlice<UInt8>) -> Bool { NumberPattern.isFitting(national, one: locals) }

    /// The digits behind the trunk prefix that `national` begins with, if they are a number of the plan.
    func withoutTrunk(_ national: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for trunk in trunks where national.starts(with: trunk) {
            let rest = national.dropFirst(trunk.count)
            if isValid(rest) { return rest }
        }
        return nil
    }
}

/// How a group of national numbers begins, and how many digits its numbers have without trunk prefix.
struct NumberPattern: Sendable, Equatable {
    /// The first four digits as a number.
    private let leading: ClosedRange<Int>
    /// Bit n is set where numbers of n digits exist.
    private let lengths: UInt32

    /// Reads `20-24:9-10,12`: first digits (of one number or from one to another), colon, lengths; `15:0` is what no
    /// number begins with.
    init?(_ text: Substring) {
        let halves = text.split(separator: ":")
        guard halves.count == 2 else { return nil }
        let ends = halves[0].split(separator: "-")
        guard let first = ends.first, let last = ends.last, ends.count <= 2, (1...4).contains(first.count),
            first.count == last.count, let low = Int(first), let high = Int(last), low <= high
        else { return nil }
        let unit = [1000, 100, 10, 1][first.count - 1]
        leading = low * unit...high * unit + unit - 1
        var lengths: UInt32 = 0
        for part in halves[1].split(separator: ",") {
            let bounds = part.split(separator: "-").compactMap { Int($0) }
            guard let shortest = bounds.first, let longest = bounds.last, shortest <= longest, longest < 32 else {
                return nil
            }
            for length in shortest...longest { lengths |= 1 << UInt32(length) }
        }
        self.lengths = lengths
    }

    var beginsWithZero: Bool { leading.lowerBound < 1000 }
    var longest: Int { 31 - lengths.leadingZeroBitCount }

    func fits(leading digits: Int) -> Bool { leading.contains(digits) }

    func allows(_ count: Int) -> Bool { (0..<32).contains(count) && lengths & (1 << UInt32(count)) != 0 }

    /// True when a pattern gives both the first digits and the length.
    static func isFitting(_ national: some Collection<UInt8>, one patterns: [NumberPattern]) -> Bool {
        guard !patterns.isEmpty else { return false }
        let leading = leading(of: national)
        return patterns.contains { $0.fits(leading: leading) && $0.allows(national.count) }
    }

    /// The first four ASCII digits as a number, zeros where there are fewer.
    static func leading(of national: some Collection<UInt8>) -> Int {
        var value = 0
        var count = 0
        for digit in national.prefix(4) {
            value = value * 10 + Int(digit) - 0x30
            count += 1
        }
        while count < 4 {
            value *= 10
            count += 1
        }
        return value
    }
}
