import JSON
import Testing

struct JSONFuzzTests {
    private let document = """
        {"id":"SM0123","n":-12.5e+3,"big":18446744073709551615,"t":true,"f":false,"z":null,"list":[1,[2,{"a":"b"}],[]],\
        "text":"caf\u{E9} \\ud83d\\ude00 \\"quoted\\" \u{1F600}\\u00e9\\n","empty":{}}
        """

    @Test(arguments: [11, 12] as [UInt64])
    func anyBytesAreReadOrRefusedButNeverCrash(seed: UInt64) throws {
        var random = ArbitraryJSON(seed: seed)
        let parser = JSONParser(depthLimit: 16)
        var accepted = 0

        for _ in 0..<10_000 {
            var bytes = Array(document.utf8)
            random.mutate(&bytes)
            do {
                let value = try parser.parse(bytes).value
                accepted += 1
                #expect(try parser.parse(value.serialized()).value == value)
            } catch {
                #expect((0...bytes.count).contains(error.offset))
            }
        }

        #expect(accepted > 100)
    }
}
