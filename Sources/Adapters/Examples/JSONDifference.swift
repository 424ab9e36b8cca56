import JSON

/// What differs between two values, one readable line for each place.
enum JSONDifference {
    static func lines(expected: JSONValue, actual: JSONValue, at path: String = "") -> [String] {
        switch (expected, actual) {
        case (.object(let expected), .object(let actual)):
            let names = expected.names + actual.names.filter { expected[$0] == nil }
            return names.flatMap { name in
                members(expected[name], actual[name], at: path.isEmpty ? name : "\(path).\(name)")
            }
        case (.array(let expected), .array(let actual)):
            return (0..<max(expected.count, actual.count)).flatMap { index in
                members(
                    index < expected.count ? expected[index] : nil,
                    index < actual.count ? actual[index] : nil,
                    at: "\(path)[\(index)]"
                )
            }
        default:
            guard expected != actual else { return [] }
            return ["\(path): expected \(expected.text()), got \(actual.text())"]
        }
    }

    private static func members(_ expected: JSONValue?, _ actual: JSONValue?, at path: String) -> [String] {
        switch (expected, actual) {
        case (let expected?, let actual?): lines(expected: expected, actual: actual, at: path)
        case (let expected?, nil): ["\(path): missing, expected \(expected.text())"]
        case (nil, let actual?): ["\(path): not expected, got \(actual.text())"]
        case (nil, nil): []
        }
    }
}
