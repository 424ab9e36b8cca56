extension NumberingPlan {
    /// Every calling code, in the order of the rows.
    static let all: [NumberingPlan] = rows.compactMap { NumberingPlan(row: $0) }

    /// The rows of all zones, continuation lines joined.
    static let rows: [String] = [zone1, zone2, zone3, zone4, zone5, zone6, zone7, zone8, zone9].flatMap { zone in
        zone.split(separator: "\n").reduce(into: [String]()) { rows, line in
            if line.first == " ", let last = rows.popLast() {
                rows.append(last + line)
            } else {
                rows.append(String(line))
            }
        }
    }

    private static let byRegion: [String: NumberingPlan] = Dictionary(
        all.flatMap { plan in plan.regions.map { ($0, plan) } },
        uniquingKeysWith: { first, _ in first }
    )

    /// Of rows that share a code, the first.
    private static let byCallingCode: [NumberingPlan?] = {
        var plans = [NumberingPlan?](repeating: nil, count: 1000)
        for plan in all {
            if let code = Int(plan.callingCode), plans[code] == nil { plans[code] = plan }
        }
        return plans
    }()

    /// `region` is an ISO 3166 code in either case; nil for what is none.
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
