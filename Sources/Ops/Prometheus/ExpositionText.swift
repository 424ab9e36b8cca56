import BridgeCore

/// Writes metrics in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
enum ExpositionText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Families sorted by name; of two with one name the first counts, because the format allows it once.
    static func text(_ families: [MetricFamily]) -> String {
        var text = ""
        var written: Set<String> = []
        for family in families.enumerated().sorted(by: { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) })
            .map(\.element) where written.insert(family.name).inserted
        {
            append(family, to: &text)
        }
        return text
    }

    private static func append(_ family: MetricFamily, to text: inout String) {
        if let help = Signals.help[family.name] {
            text += "# HELP \(family.name) \(escaped(help, quotes: false))\n"
        }
        text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
        for sample in family.samples {
            text += family.name + sample.suffix
            if !sample.labels.isEmpty {
                let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
                text += "{\(labels.joined(separator: ","))}"
            }
            text += " \(number(sample.value))\n"
        }
    }

    /// Whole numbers without a fraction, the others the shortest way that reads back the same.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
