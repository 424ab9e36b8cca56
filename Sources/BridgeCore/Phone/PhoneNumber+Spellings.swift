extension PhoneNumber {
    /// How the number may be written where a free-text search has to find it: in E.164, without the plus, then as people
    /// of its country write it; each once.
    package var spellings: [String] {
        let digits = String(e164.dropFirst())
        var spellings = [e164, digits]
        if digits.hasPrefix("1"), digits.count == 11 {
            spellings += PhoneNumber.northAmerican(digits.dropFirst())
        } else if let plan = NumberingPlan.plan(ofInternational: Array(digits.utf8)) {
            // 020 7946 0018 is dialled with the trunk prefix, and written so.
            spellings.append(plan.trunk + digits.dropFirst(plan.callingCode.count))
        }
        var seen: Set<String> = []
        return spellings.filter { seen.insert($0).inserted }
    }

    /// The ten digits alone, and in the two groupings of the North American Numbering Plan.
    private static func northAmerican(_ national: Substring) -> [String] {
        let (area, exchange, line) = (national.prefix(3), national.dropFirst(3).prefix(3), national.suffix(4))
        return [String(national), "(\(area)) \(exchange)-\(line)", "\(area)-\(exchange)-\(line)"]
    }
}
