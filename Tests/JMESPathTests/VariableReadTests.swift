import Testing

@testable import JMESPath

struct VariableReadTests {
    @Test(arguments: [
        ("$hook.settings.settle != 'off'", [VariableRead(path: ["settings", "settle"], comparedWith: "off")]),
        ("'off' == $hook.settings.settle", [VariableRead(path: ["settings", "settle"], comparedWith: "off")]),
        (
            "a && !($hook.a == 'b') || $hook.c",
            [VariableRead(path: ["a"], comparedWith: "b"), VariableRead(path: ["c"])]
        ),
        ("contains($hook.settings.ours, from)", [VariableRead(path: ["settings", "ours"])]),
        ("$hook.settings.a < `1`", [VariableRead(path: ["settings", "a"])]),
        ("$hook.settings.a == b", [VariableRead(path: ["settings", "a"])]),
        ("$hook | settings | a", [VariableRead(path: ["settings", "a"])]),
        ("$hook.settings.*", [VariableRead(path: ["settings"])]), ("keys($hook)", [VariableRead(path: [])]),
        ("$hook.settings.[a, b]", [VariableRead(path: ["settings"])]),
        ("list[?id == $hook.a].b", [VariableRead(path: ["a"])]),
        ("map(&[@, $hook.a], list)", [VariableRead(path: ["a"])]),
        ("let $h = $hook in $h.a", [VariableRead(path: [])]), ("hook.a || $other.b", []),
    ])
    func tellsWhatIsReadOfAVariable(expression: String, reads: [VariableRead]) throws {
        #expect(try Expression(expression).reads(of: "hook") == reads)
    }
}
