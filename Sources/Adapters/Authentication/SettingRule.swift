import BridgeCore

/// A setting of hooks that something reads, and what it takes.
package struct SettingRule: Sendable {
    package let name: String
    /// True where every request is refused without it.
    private(set) var isNeeded: Bool
    /// What to write instead of a value that is not taken.
    private let mend: String
    /// Words of which one may have been meant.
    private let words: [String]
    private let takes: @Sendable (String) -> Bool

    init(
        _ name: String,
        isNeeded: Bool = false,
        mend: String = "",
        nearest words: [String] = [],
        takes: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.name = name
        self.isNeeded = isNeeded
        self.mend = mend
        self.words = words
        self.takes = takes
    }

    /// One of some texts, as written.
    init(_ name: String, texts: [String]) {
        self.init(name, mend: "known are \(texts.joined(separator: ", "))", nearest: texts) { texts.contains($0) }
    }

    /// One of some hashes, in any spelling of consoles.
    init(_ name: String, hashes: [SignatureHash]) {
        let names = hashes.map(\.rawValue)
        self.init(name, mend: "known are \(names.joined(separator: ", "))", nearest: names) {
            SignatureHash.named($0).map(hashes.contains) ?? false
        }
    }

    /// The same, where others may do without it.
    var optional: SettingRule {
        var rule = self
        rule.isNeeded = false
        return rule
    }

    /// What to write instead; nil where the value can be taken.
    func mend(of value: String) -> String? {
        if isNeeded, value.isEmpty { return mend.isEmpty ? "write a value" : mend }
        guard !takes(value) else { return nil }
        return (nearestName(to: value, among: words).map { "did you mean \"\($0)\"? " } ?? "") + mend
    }

    /// The elements of a value that is a list: joined by commas or blanks.
    static func words(_ value: String) -> [String] {
        value.split { $0 == "," || $0 == " " }.map(String.init)
    }
}
