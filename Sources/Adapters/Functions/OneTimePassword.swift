/// Finds the code in a text by which a machine makes sure of who somebody is: "123456 is your Example code". It is no
/// message of a customer, and nobody else is to read it in a timeline.
///
/// Strict, since a message that is taken for one is not logged: four to eight digits that stand directly in one of the
/// phrases by which such texts are put, with a word for a code.
enum OneTimePassword {
    static func code(in text: String) -> String? {
        guard holdsCode(text.utf8) else { return nil }
        let words = words(of: text)
        return words.indices.lazy.compactMap { code(in: words, from: $0) }.first
    }

    /// True where digits of the right number stand together, as in few messages: they are found sooner than words are made.
    private static func holdsCode(_ bytes: String.UTF8View) -> Bool {
        var digits = 0
        for byte in bytes {
            if (0x30...0x39).contains(byte) {
                digits += 1
            } else if digitCounts.contains(digits) {
                return true
            } else {
                digits = 0
            }
        }
        return digitCounts.contains(digits)
    }

    private static let digitCounts = 4...8

    private struct Word {
        /// In lower case.
        let text: String
        /// What stands between it and the next word.
        var gap = ""

        var isCode: Bool {
            digitCounts.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        /// True where the next word goes on with the sentence, as in "Example.com code" and "one-time code".
        var isJoined: Bool { [" ", "-", "."].contains(gap) }
        /// True where what follows is what it names: "code: 1234".
        var isColon: Bool { gap == ":" || gap == ": " }
    }

    /// Runs of letters, digits and underscores.
    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var word = "", gap = ""
        for character in text.lowercased() {
            if character.isLetter || character.isNumber || character == "_" {
                if word.isEmpty, !words.isEmpty { words[words.count - 1].gap = gap }
                word.append(character)
                gap = ""
            } else {
                if !word.isEmpty { words.append(Word(text: word)) }
                word = ""
                gap.append(character)
            }
        }
        if !word.isEmpty { words.append(Word(text: word)) }
        return words
    }

    /// The code of a phrase that begins with the word at a place.
    private static func code(in words: [Word], from place: Int) -> String? {
        let word = words[place]
        let following = words[(place + 1)...]
        // "123456 is your Example code", "use 123456 as your login code"
        if word.isCode, word.gap == " ", let verb = following.first, ["is", "as"].contains(verb.text),
            following.dropFirst().first?.text == "your"
        {
            return name(in: words, after: place + 2) == nil ? nil : word.text
        }
        // "Example code: 123456" and nothing else
        if word.text == "code", word.isColon, following.count == 1, let last = following.first, last.isCode {
            return place > 0 && personal.contains(words[place - 1].text) ? nil : last.text
        }
        // "your Example code is 123456", "your password: 123456"
        guard word.text == "your", let named = name(in: words, after: place) else { return nil }
        var next = named + 1
        if !words[named].isColon {
            guard words[named].gap == " ", next < words.endIndex, words[next].text == "is" else { return nil }
            next += 1
        }
        // "G-123456"
        if next < words.endIndex, words[next].text.count == 1, words[next].gap == "-" { next += 1 }
        return next < words.endIndex && words[next].isCode ? words[next].text : nil
    }

    /// Where a word for a code stands, a few words behind another in the same sentence.
    private static func name(in words: [Word], after place: Int) -> Int? {
        guard words[place].isJoined else { return nil }
        var length = 0
        for next in words.indices[(place + 1)...] {
            if names.contains(words[next].text) { return next }
            length += words[next].text.count + words[next].gap.count
            guard words[next].isJoined, length <= longestBetween, !personal.contains(words[next].text) else {
                return nil
            }
        }
        return nil
    }

    private static let names: Set = ["code", "passcode", "password", "pin", "otp"]
    /// Words that people put before such a name, and machines do not.
    private static let personal: Set = ["my", "the", "a", "an", "our", "this", "that", "said", "is", "was"]
    /// Characters between "your" and the word for the code.
    private static let longestBetween = 31
}
