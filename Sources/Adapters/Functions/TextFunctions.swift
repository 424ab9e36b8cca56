import JMESPath
import JSON

extension DomainFunctions {
    static let texts: [Function] = {
        var extract = firstMatch
        extract.prepare = prepareMatch
        extract.checkLiteral = { place, literal in
            guard place == 1, let text = literal.string else { return nil }
            do {
                _ = try PatternCache.shared.pattern(text)
                return nil
            } catch {
                return "\(error)"
            }
        }
        return casing + cutting + [extract]
    }()

    private static let casing: [Function] = [
        Function(
            "lower",
            Parameter("text", .text),
            summary: "The text in lower case.",
            example: "lower('STOP') → \"stop\""
        ) { text in JSONValue(text.scalarText?.lowercased()) },
        Function(
            "upper",
            Parameter("text", .text),
            summary: "The text in upper case.",
            example: "upper('stop') → \"STOP\""
        ) { text in JSONValue(text.scalarText?.uppercased()) },
        Function(
            "trim",
            Parameter("text", .text),
            summary: "The text without white space at either end.",
            example: "trim(' Ana ') → \"Ana\""
        ) { text in JSONValue(text.scalarText?.unpadded) },
        Function(
            "concat",
            [Parameter("texts", [.text, .boolean], .repeated)],
            summary: "All texts one after the other; null counts as nothing, and nothing but nulls is null.",
            example: "concat('Ana', ' ', 'Ruiz') → \"Ana Ruiz\""
        ) { arguments in
            guard arguments.contains(where: { !$0.value.isNull }) else { return .null }
            return .string(arguments.map(\.value.interpolated).joined())
        },
    ]

    private static let cutting: [Function] = [
        Function(
            "truncate",
            [Parameter("text", .text), Parameter("characters", .number)],
            summary: "At most so many characters (as people count them) from the beginning.",
            example: "truncate('Hello', `4`) → \"Hell\""
        ) { arguments in
            guard let text = arguments.text(0) else { return .null }
            let limit = max(0, arguments.int(1) ?? 0)
            return .string(text.utf8.count <= limit ? text : String(text.prefix(limit)))
        },
        Function(
            "split",
            [Parameter("text", .text), Parameter("separator", .string)],
            summary: "The parts between the separators, trimmed, without empty ones.",
            example: "split('a, b,', ',') → [\"a\", \"b\"]"
        ) { arguments in
            guard let text = arguments.text(0), let separator = arguments.text(1) else { return .null }
            let parts = TextSearch(separator).parts(of: text)
            return .array(parts.map(\.unpadded).filter { !$0.isEmpty }.map(JSONValue.string))
        },
        Function(
            "replace",
            [Parameter("text", .text), Parameter("old", .string), Parameter("new", .string)],
            summary: "The text with every occurrence of one text replaced by another.",
            example: "replace('a-b-c', '-', '') → \"abc\""
        ) { arguments in
            guard let text = arguments.text(0) else { return .null }
            let parts = TextSearch(arguments.text(1) ?? "").parts(of: text)
            return .string(parts.joined(separator: arguments.text(2) ?? ""))
        },
        Function(
            "segment",
            [Parameter("path", .text), Parameter("index", .number)],
            summary: "One part of a path or URL between its slashes, from 0, or from the end where negative.",
            example: "segment('https://example.com/calls/CA1?x=1', `-1`) → \"CA1\""
        ) { arguments in
            guard let text = arguments.text(0), let index = arguments.int(1) else { return .null }
            let path = text.prefix { $0 != "?" && $0 != "#" }
            let parts = path.split(separator: "/")
            let (sum, overflow) = index.addingReportingOverflow(index < 0 ? parts.count : 0)
            return !overflow && parts.indices.contains(sum) ? .string(String(parts[sum])) : .null
        },
    ]

    private static let firstMatch = Function(
        "extract",
        [Parameter("text", .text), Parameter("pattern", .string), Parameter("group", .number, .optional)],
        summary: "What a regular expression finds first: its first group, or the whole match where it has none.",
        example: "extract('Order 4711 shipped', '[Oo]rder (\\d+)') → \"4711\""
    ) { arguments in
        guard let text = arguments.text(0), let source = arguments.text(1) else { return .null }
        let pattern: Pattern
        do {
            pattern = try PatternCache.shared.pattern(source)
        } catch {
            throw FunctionError("\(error)")
        }
        let group = arguments.int(2) ?? min(1, pattern.groupCount)
        guard (0...pattern.groupCount).contains(group) else {
            throw FunctionError("the pattern has \(pattern.groupCount) groups, group \(group) was asked for")
        }
        return JSONValue(pattern.firstMatch(in: text, group: group))
    }

    /// A pattern that is written out is looked up once, not in every request.
    private static let prepareMatch: Function.Preparation = { literals in
        guard literals.count > 1, literals[0] == nil, let source = literals[1]?.string else { return nil }
        let pattern: Pattern
        do {
            pattern = try PatternCache.shared.pattern(source)
        } catch {
            // Evaluating says what is wrong with it.
            return nil
        }
        var group = min(1, pattern.groupCount)
        if literals.count > 2, let chosen = literals[2]?.int { group = chosen }
        guard (0...pattern.groupCount).contains(group) else { return nil }
        return { [group] text in
            guard let text = text.scalarText else { return .null }
            return JSONValue(pattern.firstMatch(in: text, group: group))
        }
    }
}

/// Finds the occurrences of a text by its bytes.
struct TextSearch {
    private let wanted: [UInt8]

    init(_ text: String) { wanted = Array(text.utf8) }

    /// What stands before, between and behind the occurrences; the whole text where there is none.
    func parts(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        guard let first = wanted.first, bytes.count >= wanted.count else { return [text] }
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + wanted.count <= bytes.count {
            if bytes[index] == first, bytes[index..<(index + wanted.count)].elementsEqual(wanted) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += wanted.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }
}
