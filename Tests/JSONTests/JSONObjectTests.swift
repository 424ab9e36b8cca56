import JSON
import Testing

struct JSONObjectTests {
    @Test(arguments: [3, 64, 65, 300])
    func keepsTheOrderAndFindsEveryMember(count: Int) throws {
        let names = (0..<count).map { "name\($0 * 7919 % 1000)" }
        let text = "{" + names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",") + "}"

        let object = try #require(try JSONParser().parse(text: text).value.object)

        #expect(object.names == names)
        #expect(object.values == (0..<count).map { .number(JSONNumber($0)) })
        #expect(names.enumerated().allSatisfy { object[$1]?.int == $0 })
        #expect(object["absent"] == nil)
    }

    @Test(arguments: [2, 80])
    func aRepeatedNameKeepsItsFirstPlaceAndItsLastValue(count: Int) throws {
        let fillers = (0..<count).map { "\"f\($0)\":0" }.joined(separator: ",")

        let object = try #require(
            try JSONParser().parse(text: "{\"a\":1,\(fillers),\"a\":2,\"f1\":3,\"a\":4}").value.object
        )

        #expect(object.count == count + 1)
        #expect(object.names.first == "a")
        #expect(object["a"] == 4)
        #expect(object["f1"] == 3)
    }

    @Test(arguments: [5, 64, 65, 66, 200])
    func addsReplacesAndRemovesMembers(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["n\(number)"] = .number(JSONNumber(number)) }

        object["n1"] = "new"
        object["n0"] = nil
        object["absent"] = nil

        #expect(object.count == count - 1)
        #expect(object.names == (1..<count).map { "n\($0)" })
        #expect(object["n0"] == nil)
        #expect(object["n1"] == "new")
        #expect(object["n\(count - 1)"]?.int == count - 1)
    }

    /// Names are told apart by a sketch of their ends; these have one sketch.
    @Test func namesThatDifferInTheirMiddleAreTwo() throws {
        let names = ["beginningXthe--end", "beginningYthe--end", "aXb", "aXXb", "", "abcdXYZefgh", "abcdXYzefgh"]

        let text = "{" + names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",") + "}"
        let object = try #require(try JSONParser().parse(text: text).value.object)

        #expect(object.names == names)
        #expect(names.enumerated().allSatisfy { object[$1]?.int == $0 })
        #expect(object["beginningZthe--end"] == nil)
    }

    @Test func aMemberIsFoundInAMemberAndWhateverItsCase() {
        let object: JSONObject = ["a": ["b": 1], "Name": "first", "NAME": "second"]

        #expect(object.member(JSONKey("a"), JSONKey("b")) == 1)
        #expect(object.member(JSONKey("a"), JSONKey("c")) == .some(.null))
        #expect(object.member(JSONKey("Name"), JSONKey("c")) == .some(.null))
        #expect(object.member(JSONKey("x"), JSONKey("b")) == nil)
        #expect(object.firstMember(namedCaselessly: "name") == "first")
        #expect(object.firstMember(namedCaselessly: "n@me") == nil)
    }

    @Test(
        arguments: [
            (nil, nil), ("", nil), ([], nil), (["a": nil], nil), ([[], ["", nil]], nil), (0, 0), (false, false),
            (["a": 1, "b": ""], ["a": 1]), ([1, nil, [""], ["x"]], [1, ["x"]]), (["a": ["b": [1]]], ["a": ["b": [1]]]),
        ] as [(JSONValue, JSONValue?)]
    )
    func whatIsEmptyIsLeftOut(_ value: JSONValue, _ expected: JSONValue?) {
        #expect(value.filled == expected)
        #expect(value.isFull == (value == expected))
    }

    @Test func namesAreComparedByCodePoints() throws {
        let composed = "\u{E9}", decomposed = "e\u{301}"

        for fillers in [0, 80] {
            var object = JSONObject((0..<fillers).map { ("f\($0)", .null) })
            object[composed] = 1
            object[decomposed] = 2

            #expect(object.count == fillers + 2)
            #expect(object[composed] == 1)
            #expect(object[decomposed] == 2)
        }
        #expect(JSONValue.string(composed) != .string(decomposed))
    }

    @Test func equalityAndHashIgnoreTheOrder() throws {
        let left = try JSONParser().parse(text: "{\"a\":1,\"b\":[2.0]}").value
        let right = try JSONParser().parse(text: "{\"b\":[2],\"a\":1e0}").value

        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "b": [3]])
        #expect(left != ["a": 1, "c": [2]])
        #expect(left != ["a": 1])
    }

    @Test func manyMembersCostNoMoreEachThanFew() throws {
        let text = "{" + (0..<100_000).map { "\"n\($0)\":0" }.joined(separator: ",") + "}"

        let object = try #require(try JSONParser().parse(text: text).value.object)

        #expect(object.count == 100_000)
        #expect(object["n99999"] == 0)
    }
}
