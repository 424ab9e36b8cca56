import Testing

/// Reads text format 0.0.4 strictly, written from Prometheus' page on it: what a scraper would choke on is thrown.
struct ExpositionReader {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    private(set) var samples: [Sample] = []
    /// In the order in which they stand.
    private(set) var families: [String] = []
    private(set) var types: [String: String] = [:]
    private(set) var help: [String: String] = [:]
    private var seen: Set<String> = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Fault(description: "the last line must end in a line feed") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") {
                try readHelp(line.dropFirst(7))
            } else if line.hasPrefix("# TYPE ") {
                try readType(line.dropFirst(7))
            } else {
                try readSample(line)
            }
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func readHelp(_ line: Substring) throws {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, help.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
            throw Fault(description: "HELP without text or twice: \(line)")
        }
    }

    private mutating func readType(_ line: Substring) throws {
        let parts = line.split(separator: " ")
        guard parts.count == 2, ["counter", "gauge", "histogram", "summary", "untyped"].contains(parts[1]) else {
            throw Fault(description: "no type: \(line)")
        }
        guard types.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
            throw Fault(description: "TYPE twice: \(line)")
        }
        families.append(String(parts[0]))
    }

    private mutating func readSample(_ line: Substring) throws {
        let name = line.prefix { $0 != "{" && $0 != " " }
        guard name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil else {
            throw Fault(description: "no name: \(line)")
        }
        var rest = line[name.endIndex...]
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" { try readLabel(&rest, into: &labels) }
            rest.removeFirst()
        }
        guard rest.first == " ", let value = Self.number(rest.dropFirst()) else {
            throw Fault(description: "no value: \(line)")
        }
        guard seen.insert("\(name) \(labels.sorted { $0.key < $1.key })").inserted else {
            throw Fault(description: "twice: \(line)")
        }
        guard let family = families.last, belongs(name, to: family) else {
            throw Fault(description: "not under its TYPE: \(line)")
        }
        samples.append(Sample(name: String(name), labels: labels, value: value))
    }

    private func belongs(_ name: Substring, to family: String) -> Bool {
        guard types[family] == "histogram" else { return name == family }
        return ["_bucket", "_sum", "_count"].contains { name == family + $0 }
    }

    private func readLabel(_ rest: inout Substring, into labels: inout [String: String]) throws {
        guard let match = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,(?!\})|(?=\}))/)
        else {
            throw Fault(description: "no label: \(rest)")
        }
        let value = match.2.replacing(/\\(.)/) { $0.1 == "n" ? "\n" : String($0.1) }
        guard labels.updateValue(String(value), forKey: String(match.1)) == nil else {
            throw Fault(description: "label twice: \(rest)")
        }
        rest = rest[match.range.upperBound...]
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?/) == nil ? nil : Double(text)
        }
    }
}
