import BridgeCore

/// Takes the quoted history off a mail, so that a timeline shows what is new.
///
/// Conservative: only a tail is cut, a mail that would come out empty stays whole, and a forward is never cut, since
/// what it forwards is its content.
enum ReplyText {
    /// Plain text in, its new part out.
    static func stripped(_ text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        var end = lines.count
        for index in lines.indices {
            if ForwardMarks.isForwardLine(lines[index]) { return text }
            if startsHistory(lines, at: index) {
                end = index
                break
            }
        }
        while end > 0, isBlank(lines[end - 1]) || lines[end - 1].hasPrefix(">") { end -= 1 }
        guard lines[..<end].contains(where: { !isBlank($0) }) else { return text }
        return end == lines.count ? text : lines[..<end].joined(separator: "\n")
    }

    private static func startsHistory(_ lines: [Substring], at index: Int) -> Bool {
        let line = lines[index].trimming(\.isWhitespace)
        if ForwardMarks.isOriginalLine(line) || line == "________________________________" { return true }
        if ForwardMarks.startsHeaderBlock(lines[index...]) { return true }
        return isAttribution(lines, at: index)
    }

    /// "On … wrote:" in several languages, over one to three lines, with a date in it.
    private static func isAttribution(_ lines: [Substring], at index: Int) -> Bool {
        let line = lines[index].trimming(\.isWhitespace)
        guard openers.contains(where: { line.hasPrefix($0) }) else { return false }
        var opener = ""
        for length in 0..<3 where index + length < lines.count {
            let part = lines[index + length].trimming(\.isWhitespace)
            if length > 0, part.isEmpty { return false }
            opener += " " + part
            guard part.hasSuffix(":") else { continue }
            return opener.contains(where: \.isNumber) && verbs.contains { opener.contains($0) }
        }
        return false
    }

    private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

    private static let openers = ["On ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "Den ", "På ", "W dniu "]
    private static let verbs = [
        "wrote", "schrieb", "a écrit", "escribió", "ha scritto", "schreef", "escreveu", "skrev", "napisał",
    ]
}
