import JMESPath
import JSON

extension DomainFunctions {
    static let lists: [Function] = [
        Function(
            "numbered",
            [
                Parameter("object", [.object, .null]), Parameter("prefix", .string),
                Parameter("count", .text, .optional),
            ],
            summary: "The members `prefix0`, `prefix1`, … (or from 1) as a list: the numbered fields of a form.",
            example: "numbered({MediaUrl0: 'a', MediaUrl1: 'b'}, 'MediaUrl') → [\"a\", \"b\"]"
        ) { arguments in
            guard let object = arguments[0].value.object, let prefix = arguments.text(1) else { return .null }
            let start = object["\(prefix)0"] == nil ? 1 : 0
            if let count = arguments.text(2).flatMap({ Int($0) }) {
                let end = start + min(max(count, 0), object.count)
                return .array((start..<end).map { object["\(prefix)\($0)"] ?? .null })
            }
            var values: [JSONValue] = []
            while let value = object["\(prefix)\(start + values.count)"] { values.append(value) }
            return .array(values)
        },
        Function(
            "zip_objects",
            [Parameter("lists", .object)],
            summary: "Lists of one object as a list of objects, one for each place; absent values are left out.",
            example:
                "zip_objects({url: ['a', 'b'], type: ['x']}) → [{\"url\": \"a\", \"type\": \"x\"}, {\"url\": \"b\"}]"
        ) { arguments in
            guard let lists = arguments[0].value.object else { return .null }
            let length = lists.values.map { $0.array?.count ?? 0 }.max() ?? 0
            return .array(
                (0..<length).map { place in
                    var object = JSONObject()
                    for (name, list) in lists {
                        guard let elements = list.array, place < elements.count, !elements[place].isNull else {
                            continue
                        }
                        object[name] = elements[place]
                    }
                    return .object(object)
                }
            )
        },
        Function(
            "by_name",
            [
                Parameter("list", .any), Parameter("name", .string, .optional), Parameter("value", .string, .optional),
            ],
            summary:
                "A list of objects with a name and a value as one object, its names in lower case: the headers of a mail. "
                + "The members are called `name` and `value`, in any case, if not said otherwise; of a repeated name the "
                + "first counts. What is no list is null.",
            example:
                "by_name([{Name: 'Message-ID', Value: 'a'}, {Name: 'X', Value: 'b'}]) → {\"message-id\": \"a\", \"x\": \"b\"}"
        ) { arguments in
            guard let elements = arguments[0].value.array else { return .null }
            let names = (name: arguments.text(1) ?? "name", value: arguments.text(2) ?? "value")
            var object = JSONObject()
            object.reserveCapacity(elements.count)
            for element in elements {
                guard case .object(let pair) = element, let name = pair.member(called: names.name)?.scalarText
                else { continue }
                let key = JSONKey(name.lowercased())
                if object[key] == nil { object[key] = pair.member(called: names.value) ?? .null }
            }
            return .object(object)
        },
        Function(
            "distinct",
            Parameter("list", .maybeList),
            summary: "The list without repetitions, nulls and empty texts; case does not count.",
            example: "distinct(['a@example.com', 'A@example.com', '']) → [\"a@example.com\"]"
        ) { list in
            guard case .array(let elements) = list else { return .null }
            return .array(elements.withoutRepetitions)
        },
    ]
}

extension [JSONValue] {
    /// Up to here looking at all that came before costs less than hashing.
    private static let shortLimit = 16

    /// Every element once, nulls and empty texts left out; case does not count.
    fileprivate var withoutRepetitions: [JSONValue] {
        let isMeant: (JSONValue) -> Bool = { !$0.isNull && $0 != .string("") }
        guard count > Self.shortLimit else {
            var kept: [JSONValue] = []
            kept.reserveCapacity(count)
            for element in self where isMeant(element) && !kept.contains(where: { $0.isSame(as: element) }) {
                kept.append(element)
            }
            return kept
        }
        var seen = Set<JSONValue>()
        return filter { isMeant($0) && seen.insert($0.string.map { .string($0.lowercased()) } ?? $0).inserted }
    }
}

extension JSONValue {
    /// Equal, of texts but for their case.
    fileprivate func isSame(as other: JSONValue) -> Bool {
        guard case .string(let left) = self, case .string(let right) = other else { return self == other }
        return left.hasSameASCII(as: right) ?? left.lowercased().hasSameCodePoints(as: right.lowercased())
    }
}

extension String {
    /// Whether both texts are the same but for the case of letters; nil where one of them is not ASCII.
    fileprivate func hasSameASCII(as other: String) -> Bool? {
        var left = self
        var right = other
        return left.withUTF8 { left in
            right.withUTF8 { right in
                guard left.allSatisfy({ $0 < 0x80 }), right.allSatisfy({ $0 < 0x80 }) else { return nil }
                return areSameButForCase(left, right)
            }
        }
    }
}

extension JSONObject {
    /// The member of that name, else the first whose name differs in the case of ASCII letters alone.
    fileprivate func member(called name: String) -> JSONValue? { self[name] ?? firstMember(namedCaselessly: name) }
}
