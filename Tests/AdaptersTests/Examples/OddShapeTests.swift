import BridgeCore
import Foundation
import JSON
import Testing

@testable import Adapters

/// Providers leave fields out, send null or "" for nothing, and write numbers as text and ids as numbers. None of that may
/// cost a customer's message: every field of every example's body is changed so, one at a time.
struct OddShapeTests {
    @Test(arguments: ShippedAdapters.names)
    func isTranslatedWithoutAnyOneField(_ name: String) throws {
        // The bridge's own format says which members are required.
        guard name != "external-crm" else { return }
        var lost = Set<String>()
        for example in try OddShapes.examples(of: name) {
            for place in OddShapes.places(in: example.body) {
                for (what, value) in [("absent", nil), ("null", .null), ("empty", "")] as [(String, JSONValue?)] {
                    let result = example.translate(OddShapes.replacing(place, in: example.body, by: value))
                    guard result.disposition == .untranslated else { continue }
                    let path = place.map(\.description).joined(separator: ".")
                    lost.insert("\(example.name): \(path) \(what): \(result.reason ?? "")")
                }
            }
        }

        #expect(lost.sorted() == [])
    }

    @Test(arguments: ShippedAdapters.names)
    func isAboutTheSamePeopleWhereNumbersAreTextAndTextIsANumber(_ name: String) throws {
        // Of the elements of one call at Zoom some would have another id than the others.
        guard name != "zoom-phone" else { return }
        var differing = Set<String>()
        for example in try OddShapes.examples(of: name) {
            let original = Set(example.translate(example.body).drafts.map(OddShapes.people))
            for place in OddShapes.places(in: example.body) {
                guard let value = OddShapes.value(at: place, in: example.body),
                    let other = OddShapes.otherSpelling(value)
                else { continue }
                let result = example.translate(OddShapes.replacing(place, in: example.body, by: other))
                guard Set(result.drafts.map(OddShapes.people)) != original else { continue }
                let path = place.map(\.description).joined(separator: ".")
                differing.insert("\(example.name): \(path): \(result.reason ?? "other entries")")
            }
        }

        #expect(differing.sorted() == [])
    }
}

/// A field that is there twice, as in a form, comes as a list.
struct RepeatedFieldTests {
    @Test(arguments: ShippedAdapters.names)
    func aFieldThatIsThereTwiceCostsNothing(_ name: String) throws {
        var lost = Set<String>()
        for example in try OddShapes.examples(of: name) where !example.isJSON {
            for (field, value) in example.body.object ?? JSONObject() where value.string != nil {
                let body = OddShapes.replacing([.name(field)], in: example.body, by: [value, value])
                let result = example.translate(body)
                guard result.disposition == .untranslated else { continue }
                lost.insert("\(example.name): \(field): \(result.reason ?? "")")
            }
        }

        #expect(lost.sorted() == [])
    }
}

/// One step from a value to a value within it.
enum PathStep: CustomStringConvertible {
    case name(String), index(Int)

    var description: String {
        switch self {
        case .name(let name): name
        case .index(let index): "[\(index)]"
        }
    }
}

struct OddExample {
    let name: String
    let body: JSONValue
    let adapter: Adapter
    let request: RawRequest
    let hook: Hook

    var isJSON: Bool { request.header("content-type")?.contains("json") ?? true }

    func translate(_ body: JSONValue) -> Translator.Result {
        adapter.translator.translate(body, of: request, hook: hook, event: EventID(rawValue: 0))
    }
}

enum OddShapes {
    /// The examples of an adapter that yield entries.
    static func examples(of name: String) throws -> [OddExample] {
        let folder = "\(ShippedAdapters.folder)/\(name)"
        let adapter = try ShippedAdapters.load(name)
        return try AdapterExample.all(in: folder).compactMap { example in
            let data = try #require(FileManager.default.contents(atPath: example.requestFile))
            let recorded = try RecordedRequest(Array(data), now: AdapterExamples.now)
            guard let body = try? adapter.decode(recorded.request).value else { return nil }
            let hook = Hook(
                name: HookName("odd"),
                adapter: name,
                destination: DestinationName("odd"),
                settings: recorded.settings
            )
            let odd = OddExample(
                name: example.name,
                body: body,
                adapter: adapter,
                request: recorded.request,
                hook: hook
            )
            return odd.translate(body).disposition == .translated ? odd : nil
        }
    }

    /// Every value within a value, but not the bytes of lists of numbers.
    static func places(in value: JSONValue) -> [[PathStep]] {
        switch value {
        case .object(let members):
            members.flatMap { member in
                [[.name(member.name)]] + places(in: member.value).map { [.name(member.name)] + $0 }
            }
        case .array(let elements):
            elements.prefix(3).enumerated().flatMap { index, element in
                [[.index(index)]] + places(in: element).map { [.index(index)] + $0 }
            }
        default: []
        }
    }

    static func value(at place: [PathStep], in value: JSONValue) -> JSONValue? {
        place.reduce(value) { value, step in
            switch step {
            case .name(let name): value?[name]
            case .index(let index): value?.array?[index]
            }
        }
    }

    /// The whole with another value at a place; nil takes the place away.
    static func replacing(_ place: [PathStep], in value: JSONValue, by new: JSONValue?) -> JSONValue {
        guard let step = place.first else { return new ?? .null }
        let rest = Array(place.dropFirst())
        switch (step, value) {
        case (.name(let name), .object(var members)):
            members[name] = rest.isEmpty ? new : members[name].map { replacing(rest, in: $0, by: new) }
            return .object(members)
        case (.index(let index), .array(var elements)):
            if rest.isEmpty, new == nil {
                elements.remove(at: index)
            } else {
                elements[index] = replacing(rest, in: elements[index], by: new)
            }
            return .array(elements)
        default: return value
        }
    }

    /// A whole number as text, and the other way round; nil for everything else.
    static func otherSpelling(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .number(let number): number.int.map { .string(String($0)) }
        case .string(let text): Int(text).flatMap { String($0) == text ? .number(JSONNumber($0)) : nil }
        default: nil
        }
    }

    /// Whom an entry is about.
    static func people(_ draft: EntryDraft) -> [String] {
        [draft.contact.phone, draft.contact.email, draft.member.phone, draft.member.email].map { $0 ?? "-" }
    }
}
