import Foundation
import JMESPath
import JSON
import Testing

/// What an expression may be is bounded by the stack of a worker thread, of which macOS gives 512 KiB.
struct StackTests {
    #if DEBUG
        /// A debug build's frames are some four times as large.
        private static let stackSize = 2 << 20
    #else
        private static let stackSize = 512 << 10
    #endif

    @Test(arguments: [
        ("(", ")"), ("[", "]"), ("!", ""), ("{a: ", "}"), ("to_array(", ")"), ("a[?", "]"), ("@ == (", ")"),
        ("@ || (", ")"),
        ("", "[?a]"), ("", ".*"), ("", "[*]"), ("", "[::2]"), ("*.", ""), ("map(&", ", @)"), ("[::2].[", "]"),
        ("let $a = a in ", ""), ("let $a = ", " in a"), ("*.{a: [::2].[", "]}"), ("max_by(@, &length(", "))"),
        ("not_null(let $x = ", " in {a: $x})"), ("@[?let $a = ", " in a]"), ("[?a.[", "]][0]"),
    ])
    func theDeepestExpressionStaysOnASmallStack(before: String, after: String) async {
        @Sendable func nested(_ times: Int) -> String {
            String(repeating: before, count: times) + "@" + String(repeating: after, count: times)
        }

        let depth = await withCheckedContinuation { continuation in
            let thread = Thread {
                // The deepest that is taken; less deep, it needs less. The first is refused on the way down.
                let depths = [20_000] + (0...160).reversed()
                let depth = depths.first { (try? Expression(nested($0)).evaluate(Self.value)) != nil }
                continuation.resume(returning: depth)
            }
            thread.stackSize = Self.stackSize
            thread.start()
        }

        #expect((0...160).contains(depth ?? -1))
    }

    @Test(arguments: [
        (" || ", "absent", "7"), (" && ", "a", "7"), (" | ", "[@][0]", "a"),
    ])
    func aRowOfHundredsLiesNotDeep(_ joiner: String, _ operand: String, _ last: String) throws {
        let row = Array(repeating: operand, count: 1000) + [last == "7" ? "`7`" : last]

        #expect(try Expression(row.joined(separator: joiner)).evaluate(["a": 7]) == 7)
    }

    private static let value = (0..<100).reduce(["a": 1] as JSONValue) { inner, _ in .array([inner]) }
}
