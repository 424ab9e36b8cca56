/// Encoded words in headers (RFC 2047): `=?utf-8?Q?caf=C3=A9?=`.
enum MIMEEncodedWords {
    private struct Word {
        let charset: String
        let bytes: [UInt8]
    }

    /// Blanks between two encoded words go, and the bytes of neighbours in one charset are joined before they become
    /// text, because some programs cut a character in two.
    static func decode(_ text: String) -> String {
        guard text.contains("=?") else { return text }
        var output = ""
        var pending: Word?
        var blanks = ""
        var rest = text[...]
        func flush() {
            if let word = pending { output += MIMECharset.text(word.bytes, charset: word.charset) }
            pending = nil
        }
        while let start = rest.firstRange(of: "=?") {
            let between = rest[..<start.lowerBound]
            guard let (word, end) = word(in: rest[start.lowerBound...]) else {
                flush()
                output += blanks + rest[..<start.upperBound]
                blanks = ""
                rest = rest[start.upperBound...]
                continue
            }
            let isNeighbour = pending != nil && between.allSatisfy(\.isWhitespace)
            if isNeighbour, let previous = pending, previous.charset == word.charset {
                pending = Word(charset: word.charset, bytes: previous.bytes + word.bytes)
            } else {
                flush()
                if !isNeighbour { output += blanks + between }
                pending = word
            }
            blanks = ""
            rest = rest[end...]
        }
        flush()
        return output + blanks + rest
    }

    /// The word that `text` begins with, and where it ends.
    private static func word(in text: Substring) -> (Word, Substring.Index)? {
        let parts = text.dropFirst(2).split(separator: "?", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let end = parts[2].firstRange(of: "?="), !parts[0].isEmpty,
            !parts[0].contains(where: \.isWhitespace)
        else { return nil }
        let content = Array(parts[2][..<end.lowerBound].utf8)
        let charset = parts[0].prefix { $0 != "*" }.lowercased()
        switch parts[1].lowercased() {
        case "b": return (Word(charset: charset, bytes: MIMETransfer.base64(content)), end.upperBound)
        case "q":
            let spaced = content.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
            return (Word(charset: charset, bytes: MIMETransfer.quotedPrintable(spaced[...])), end.upperBound)
        default: return nil
        }
    }
}
