/// Finds the code in a text by which a machine makes sure of who somebody is: "123456 is your Example code". It is no
/// message of a customer, and nobody else is to read it in a timeline.
///
/// Strict, since a message that is taken for one is not logged: four to eight digits, a word for a code, and one of the
/// phrases by which such texts are put.
enum OneTimePassword {
    static func code(in text: String) -> String? {
        guard holdsCode(text.utf8) else { return nil }
        let words = words(of: text)
        guard let code = words.first(where: \.isCode), words.contains(where: { names.contains($0.text) }),
            words.indices.contains(where: { startsPhrase(words, at: $0) })
        else { return nil }
        return code.text
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
        /// True for "code:" and "code is".
        func announces(_ next: Word?) -> Bool { gap == ": " || gap == ":" || gap == " " && next?.text == "is" }
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

    private static func startsPhrase(_ words: [Word], at index: Int) -> Bool {
        let word = words[index]
        let following = words[(index + 1)...]
        if word.isCode { return word.gap == " " && following.prefix(2).map(\.text) == ["is", "your"] }
        if word.text == "code", following.count == 1, following.first?.isCode == true { return word.announces(nil) }
        guard word.text == "your", word.isJoined else { return false }
        var length = 0
        for place in following.indices {
            let next = words[place]
            if announced.contains(next.text), next.announces(place + 1 < words.endIndex ? words[place + 1] : nil) {
                return true
            }
            length += next.text.count + next.gap.count
            guard next.isJoined, length <= longestBetween else { return false }
        }
        return false
    }

    private static let announced: Set = ["code", "passcode", "password", "pin"]
    private static let names = announced.union(["otp"])
    /// Characters between "your" and the word for the code.
    private static let longestBetween = 31
}
