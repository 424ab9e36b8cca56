import BridgeCore
import TestSupport
import Testing

struct RecordIDTests {
    @Test
    func readsWhatItWrote() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<1000 {
            let id = EntryID(rawValue: Int64.random(in: 0 ... .max, using: &random))
            #expect(EntryID(id.description) == id)
            #expect(EntryID(id.description.uppercased()) == id)
            #expect(EntryID(String(id.description.dropFirst(4))) == id)
        }
    }

    @Test(arguments: [
        "", "ent_", "ent_000000000000", "ent_00000000000000", "ent_000000000000u", "evt_0000000000001",
        "ent_zzzzzzzzzzzzz",
    ])
    func refusesWhatIsNoId(_ text: String) {
        #expect(EntryID(text) == nil)
    }

    @Test
    func growsAlsoWhenTheClockJumpsBack() {
        let generator = RecordIDGenerator()
        var random = SeededRandom(seed: 2)
        var last: Int64 = 0
        for _ in 0..<2000 {
            let jump = Int64.random(in: -86_400...86_400, using: &random)
            let next = generator.next(at: Timestamp(seconds: 1_772_442_900 + jump))
            #expect(next > last)
            last = next
        }
    }

    @Test
    func startsBehindWhatTheStoreHolds() {
        let generator = RecordIDGenerator(after: .max - 10)
        #expect(generator.next(at: Timestamp(seconds: 0)) == .max - 9)
        generator.advance(past: .max - 5)
        #expect(generator.next(at: Timestamp(seconds: 0)) == .max - 4)
    }

    @Test
    func sortsAsTextInTheOrderOfReceipt() {
        let generator = RecordIDGenerator()
        let ids = (0..<50).map {
            EventID(rawValue: generator.next(at: Timestamp(seconds: 1_772_442_900 + $0))).description
        }
        #expect(ids == ids.sorted())
    }
}

struct Digest256Tests {
    @Test
    func keepsItsBytesInOrder() {
        let bytes = (0..<32).map { UInt8($0 * 8) }
        let digest = Digest256(bytes)
        #expect(digest?.bytes == bytes)
        #expect(digest?.description.hasPrefix("000810182028") == true)
        #expect(digest?.description.count == 64)
    }

    @Test(arguments: [0, 31, 33])
    func refusesAnyOtherCount(_ count: Int) {
        #expect(Digest256([UInt8](repeating: 1, count: count)) == nil)
    }

    @Test
    func differsWhereOneBitDiffers() throws {
        let bytes = [UInt8](repeating: 0, count: 32)
        for index in 0..<32 {
            var flipped = bytes
            flipped[index] = 1
            #expect(Digest256(flipped) != Digest256(bytes))
        }
    }
}

struct SecretTests {
    @Test
    func neverPrints() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), String(describing: [secret]), dumped,
            "\(Mirror(reflecting: secret).children.count)",
        ] {
            #expect(!text.contains("hunter2"))
        }
        #expect(secret.revealed == "hunter2")
    }
}

struct ConstantTimeTests {
    @Test(arguments: [
        ("", "", true), ("abc", "abc", true), ("abc", "abd", false), ("abc", "Abc", false), ("abc", "ab", false),
        ("", "a", false),
    ])
    func comparesBytes(_ left: String, _ right: String, _ expected: Bool) {
        #expect(constantTimeEquals(left.utf8, right.utf8) == expected)
    }
}

struct RedactionTests {
    @Test(arguments: [
        ("+12125550142", "…42"), ("(212) 555-0142", "…42"), ("ana@example.com", "a…@example.com"), ("Ana Ruiz", "…"),
        ("", "…"),
    ])
    func hidesWhoItIs(_ text: String, _ expected: String) {
        #expect(Redaction.text(text) == expected)
    }
}

struct NearestNameTests {
    @Test(arguments: [
        ("comms_tpye", "comms_type"), ("comm_type", "comms_type"), ("COMMS_TYPE", "comms_type"), ("hmca", "hmac"),
        ("contcat", "contact"), ("xyz", nil), ("completely_other", nil), ("", nil),
    ])
    func findsWhatWasMeant(_ name: String, _ expected: String?) {
        let names = ["comms_type", "comms_source", "hmac", "basic", "contact", "member"]
        #expect(nearestName(to: name, among: names) == expected)
    }
}

struct AddressTests {
    @Test(arguments: ["tel:+12125550101", "mailto:ana+x@example.com"])
    func readsWhatItWrote(_ uri: String) {
        #expect(Address(uri: uri)?.uri == uri)
    }

    @Test(arguments: ["", "tel:2125550101", "mailto:ana", "sip:ana@example.com"])
    func refusesWhatIsNoAddress(_ uri: String) {
        #expect(Address(uri: uri) == nil)
    }
}
