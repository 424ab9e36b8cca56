import JSON

/// Cuts the longest texts of an object until the whole, written as JSON, fits; in one pass over each text.
struct LengthBudget {
    /// Unicode scalars of the JSON text.
    let limit: Int

    /// What people wrote at length, and what is cut first.
    private static let longTexts: Set<String> = Set(
        [CommsDataKey.body, .transcript, .note].map(\.rawValue)
    )
    /// What has to stay whole for the entry to mean anything.
    private static let fixed: Set<String> = Set(
        [CommsDataKey.summary, .channel, .direction, .kind, .occurredAt, .outcome, .reference].map(\.rawValue)
    )
    /// Long texts keep at least this much before anything else is cut.
    private static let floor = 500
    /// Room for ` … [cut, N characters more]`.
    private static let markRoom = 40

    func fitted(_ data: JSONObject) -> JSONObject {
        // Most entries are far from the limit.
        guard data.mostCharacters > limit, LengthBudget.weight(of: .object(data)) > limit else {
            return data
        }
        let fitted = cut(data, floor: LengthBudget.floor) { LengthBudget.longTexts.contains($0) }
        let second = cut(fitted, floor: 0) { !LengthBudget.fixed.contains($0) }
        return cut(second, floor: 0) { _ in true }
    }

    /// Lowers the longest of the chosen members to a common length.
    private func cut(_ data: JSONObject, floor: Int, where isChosen: (String) -> Bool) -> JSONObject {
        let weights = data.map { LengthBudget.weight(of: $0.value) }
        let overhead = data.reduce(2) { $0 + LengthBudget.weight(of: $1.name) + 2 }
        let excess = overhead + weights.reduce(0, +) - limit
        guard excess > 0 else { return data }
        let chosen = data.indices.filter { isChosen(data[$0].name) }
        let level = max(floor, LengthBudget.level(chosen.map { weights[$0] }, lessBy: excess))
        var cut = data
        for index in chosen where weights[index] > level {
            cut[data[index].name] = LengthBudget.cut(data[index].value, to: max(0, level - LengthBudget.markRoom))
        }
        return cut
    }

    /// The length to which the longest come down so that all together lose `excess`.
    private static func level(_ weights: [Int], lessBy excess: Int) -> Int {
        let falling = weights.sorted(by: >)
        var sum = 0
        for (index, weight) in falling.enumerated() {
            sum += weight
            let next = index + 1 < falling.count ? falling[index + 1] : 0
            let level = (sum - excess) / (index + 1)
            if sum >= excess, level >= next { return level }
        }
        return 0
    }

    /// How many characters a value takes in JSON.
    static func weight(of value: JSONValue) -> Int {
        switch value {
        case .null: 4
        case .bool: 5
        case .number(let number): number.text.utf8.count
        case .string(let text): weight(of: text)
        case .array(let elements): elements.reduce(2) { $0 + weight(of: $1) + 1 }
        case .object(let object): object.reduce(2) { $0 + weight(of: $1.name) + weight(of: $1.value) + 2 }
        }
    }

    private static func weight(of text: String) -> Int { text.utf8.reduce(2) { $0 + weight(of: $1) } }

    /// Bytes that continue a scalar weigh nothing; quotes, backslashes and controls are escaped.
    private static func weight(of byte: UInt8) -> Int {
        switch byte {
        case 0x80...0xBF: 0
        case 0x22, 0x5C, 0x08, 0x09, 0x0A, 0x0C, 0x0D: 2
        case 0..<0x20: 6
        default: 1
        }
    }

    private static func cut(_ value: JSONValue, to room: Int) -> JSONValue {
        switch value {
        case .string(let text): .string(cut(text, to: room))
        case .array(let elements): .array(cut(elements, to: room))
        case .object, .number, .bool, .null: .string("… [cut]")
        }
    }

    private static func cut(_ text: String, to room: Int) -> String {
        var used = 2
        var end = text.startIndex
        while end < text.endIndex {
            let next = text.index(after: end)
            used += text[end..<next].utf8.reduce(0) { $0 + weight(of: $1) }
            guard used <= room else { break }
            end = next
        }
        return text[..<end] + " … [cut, \(text[end...].unicodeScalars.count) characters more]"
    }

    private static func cut(_ elements: [JSONValue], to room: Int) -> [JSONValue] {
        var used = 2
        var kept: [JSONValue] = []
        for element in elements {
            used += weight(of: element) + 1
            guard used <= room else { break }
            kept.append(element)
        }
        return kept + [.string("… [cut, \(elements.count - kept.count) more]")]
    }
}
