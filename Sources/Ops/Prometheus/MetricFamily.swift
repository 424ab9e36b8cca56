/// One metric with all its samples at one moment, as Prometheus knows it.
struct MetricFamily: Sendable, Equatable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    let name: String
    let kind: Kind
    var samples: [MetricSample]

    /// The name in the alphabet of Prometheus, `[a-zA-Z_:][a-zA-Z0-9_:]*`; every other character becomes `_`.
    static func name(_ label: String) -> String { MetricLabel.legal(label, allowsColon: true) }
}

/// One line of the exposition.
struct MetricSample: Sendable, Equatable {
    /// What a histogram's lines add to the name: `_bucket`, `_sum`, `_count`.
    var suffix = ""
    let labels: [MetricLabel]
    let value: Double
}

/// A name and a value that tell samples of one metric apart.
struct MetricLabel: Sendable, Hashable, Comparable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// The labels of a handle, sorted, names made legal; of a repeated name the first counts. `le` belongs to
    /// histograms.
    static func labels(_ dimensions: [(String, String)]) -> [MetricLabel] {
        var labels: [MetricLabel] = []
        for (name, value) in dimensions {
            let name = name == "le" ? "exported_le" : legal(name, allowsColon: false)
            if !labels.contains(where: { $0.name == name }) { labels.append(MetricLabel(name, value)) }
        }
        return labels.sorted()
    }

    static func < (left: MetricLabel, right: MetricLabel) -> Bool {
        (left.name, left.value) < (right.name, right.value)
    }

    fileprivate static func legal(_ text: String, allowsColon: Bool) -> String {
        var name = String(
            text.map { character in
                let isLegal = character.isASCII && (character.isLetter || character.isNumber || character == "_")
                return isLegal || (allowsColon && character == ":") ? character : "_"
            }
        )
        if name.isEmpty || name.first?.isNumber == true { name = "_" + name }
        return name
    }
}
