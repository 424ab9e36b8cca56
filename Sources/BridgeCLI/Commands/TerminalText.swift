/// What a terminal or a log viewer may be shown. What callers and customers wrote can hold what moves a cursor, changes a
/// window's title or starts a line of its own.
extension String {
    /// Control characters, but for the line breaks and tabs that are kept, as `\u001B`. JSON stays the same JSON.
    func withoutControls(keeping kept: Set<Unicode.Scalar> = ["\n", "\t"]) -> String {
        guard unicodeScalars.contains(where: { $0.isControl && !kept.contains($0) }) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isControl, !kept.contains(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1, whose U+009B begins a sequence as ESC [ does, and the two line breaks beyond ASCII.
    fileprivate var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}
