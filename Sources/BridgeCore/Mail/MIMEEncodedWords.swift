/// Encoded words in headers (RFC 2047): `=?utf-8?Q?caf=C3=A9?=`.
package enum MIMEEncodedWords {
    private struct Word {
        let charset: String
        let bytes: [UInt8]
    }

    /// RFC 2047 allows 75 characters, some programs write more. What is longer is no word: text without an end must not
    /// be searched for one again and again.
    private static let longest = 2000

    /// Blanks between two encoded words go, and the bytes of neighbours in one charset are joined before they become
    /// text, because some programs cut a character in two.
    package static func decode(_ text: String) -> String {
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

    /// Where the word ends that `bytes` begin with, `=?charset?encoding?text?=`; nil where they begin with none. Some
    /// programs leave blanks in the text.
    static func end<Bytes: Collection<UInt8>>(of bytes: Bytes, withBlanks: Bool) -> Bytes.Index? {
        let (mark, equals) = (UInt8(ascii: "?"), UInt8(ascii: "="))
        guard bytes.starts(with: [equals, mark]) else { return nil }
        var marks = 1
        var (beforeLast, last) = (equals, mark)
        var count = 2
        for index in bytes.indices.dropFirst(2) {
            let byte = bytes[index]
            if marks > 3, last == mark, byte == equals { return bytes.index(after: index) }
            // Within the text it is the beginning of another word.
            let isAnother = marks > 3 && beforeLast == equals && last == mark
            guard count < longest, !isAnother, byte > 0x20 || withBlanks && marks > 2 else { return nil }
            if byte == mark { marks += 1 }
            (beforeLast, last) = (last, byte)
            count += 1
        }
        return nil
    }

    /// The word that `text` begins with, and where it ends.
    private static func word(in text: Substring) -> (Word, Substring.Index)? {
        guard let end = end(of: text.utf8, withBlanks: true) else { return nil }
        let parts = text[..<end].utf8.split(
            separator: UInt8(ascii: "?"),
            maxSplits: 3,
            omittingEmptySubsequences: false
        )
        guard parts.count == 4, !parts[1].isEmpty,
            let content = decoded(Array(parts[3].dropLast(2)), encoding: Substring(parts[2]))
        else { return nil }
        let charset = Substring(parts[1]).prefix { $0 != "*" }.lowercased()
        return (Word(charset: charset, bytes: content), end)
    }

    private static func decoded(_ content: [UInt8], encoding: Substring) -> [UInt8]? {
        switch encoding {
        case "b", "B": return MIMETransfer.base64(content)
        case "q", "Q":
            let spaced = content.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
            return MIMETransfer.quotedPrintable(spaced[...])
        default: return nil
        }
    }
}
