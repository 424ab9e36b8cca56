/// Encoded words in headers (RFC 2047): `=?utf-8?Q?caf=C3=A9?=`.
enum MIMEEncodedWords {
    private struct Word {
        let charset: String
        var bytes: [UInt8]
    }

    private enum Reading {
        case word(Word, end: Substring.Index)
        case noWord
        /// No word ends in what is left, so that none is in it.
        case noEnd
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
            let reading = read(rest[start.lowerBound...])
            guard case .word(let word, let end) = reading else {
                flush()
                output += blanks
                blanks = ""
                // Looking for an end again at every beginning would take time with the square of the length.
                if case .noEnd = reading { break }
                output += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                continue
            }
            let isNeighbour = pending != nil && between.allSatisfy(\.isWhitespace)
            if isNeighbour, pending?.charset == word.charset {
                pending?.bytes += word.bytes
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
    private static func read(_ text: Substring) -> Reading {
        let parts = text.dropFirst(2).split(separator: "?", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[0].contains(where: \.isWhitespace) else { return .noWord }
        let encoding = parts[1].lowercased()
        guard encoding == "b" || encoding == "q" else { return .noWord }
        guard let end = parts[2].firstRange(of: "?=") else { return .noEnd }
        let content = Array(parts[2][..<end.lowerBound].utf8)
        let charset = parts[0].prefix { $0 != "*" }.lowercased()
        guard encoding == "q" else {
            return .word(Word(charset: charset, bytes: MIMETransfer.base64(content)), end: end.upperBound)
        }
        let spaced = content.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
        return .word(Word(charset: charset, bytes: MIMETransfer.quotedPrintable(spaced[...])), end: end.upperBound)
    }
}
