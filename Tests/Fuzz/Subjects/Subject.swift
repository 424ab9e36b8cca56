import JSON

/// A parser under test: where its inputs come from, and what must hold for every one of them.
package struct Subject: Sendable, CustomStringConvertible {
    package let name: String
    /// Texts that are right; inputs are made by changing them.
    let corpus: [[UInt8]]
    /// What the format is made of.
    let words: [[UInt8]]
    let generate: @Sendable (inout Chance) -> Sample
    /// True where the parser took the input. Throws ``Violation`` where a promise does not hold.
    let check: @Sendable (Sample) throws -> Bool

    init(
        _ name: String,
        corpus: [String],
        words: [String],
        generate: @escaping @Sendable (inout Chance) -> Sample,
        check: @escaping @Sendable (Sample) throws -> Bool
    ) {
        self.name = name
        self.corpus = corpus.map { Array($0.utf8) }
        self.words =
            words.map { Array($0.utf8) } + [[0], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0x0D, 0x0A]]
        self.generate = generate
        self.check = check
    }

    package var description: String { name }

    package static let all: [Subject] = [
        .json, .attachments, .form, .multipart, .mime, .email, .phone, .jmesPath, .functions, .pattern, .yaml,
        .timestamp,
    ]

    /// The input of that number: as generated, or changed, or one of the corpus changed.
    package func sample(seed: UInt64, index: Int) -> Sample {
        var chance = Chance(seed: seed, subject: name, index: index)
        let kind = chance.number(below: 10)
        guard kind > 3 else { return generate(&chance) }
        var bytes = kind > 6 ? chance.pick(corpus) : generate(&chance).bytes
        chance.mutate(&bytes, words: words, other: chance.pick(corpus))
        return Sample(bytes)
    }

    /// True where the parser took the sample; throws where a promise does not hold.
    package func holds(for sample: Sample) throws -> Bool { try check(sample) }
}

/// One input, with what must come of it where that is known.
package struct Sample: Sendable {
    package let bytes: [UInt8]
    let expected: JSONValue?
    /// Another input that must come to the same.
    let twin: String?

    init(_ bytes: [UInt8], expected: JSONValue? = nil, twin: String? = nil) {
        self.bytes = bytes
        self.expected = expected
        self.twin = twin
    }

    init(_ text: String, expected: JSONValue? = nil, twin: String? = nil) {
        self.init(Array(text.utf8), expected: expected, twin: twin)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A promise that an input broke.
package struct Violation: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

func require(_ condition: Bool, _ promise: @autoclosure () -> String) throws {
    guard condition else { throw Violation(promise()) }
}

extension JSONValue {
    /// How many bytes of text are in it, names included.
    var textSize: Int {
        switch self {
        case .null, .bool: 0
        case .number: 8
        case .string(let text): text.utf8.count
        case .array(let elements): elements.reduce(0) { $0 + $1.textSize }
        case .object(let object): object.reduce(0) { $0 + $1.name.utf8.count + $1.value.textSize }
        }
    }
}
