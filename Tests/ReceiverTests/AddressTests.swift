import Receiver
import Testing

struct AddressTests {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("192.0.2.7:4711", "192.0.2.7"), ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:DB8:0:0::1", "2001:db8::1"),
    ])
    func readsAnAddressAsProxiesWriteIt(text: String, expected: String) throws {
        let address = try #require(NetworkAddress(text))

        #expect(address.description == expected)
    }

    @Test(arguments: ["", "unknown", "192.0.2", "192.0.2.256", "_hidden", "[2001:db8::1", "1.2.3.4.5"])
    func readsNothingElse(text: String) { #expect(NetworkAddress(text) == nil) }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("2001:db8::/65", "2001:db8::8000:0:0:1", false), ("2001:db8::/65", "2001:db8::7000:0:0:1", true),
        ("::/0", "192.0.2.7", true), ("192.0.2.128/25", "::ffff:192.0.2.129", true),
    ])
    func knowsWhatARangeContains(range: String, address: String, isInside: Bool) throws {
        let range = try #require(NetworkRange(range))
        let address = try #require(NetworkAddress(address))

        #expect(range.contains(address) == isInside)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "/8", "2001:db8::/129", "proxy", "10.0.0.0/8/8"])
    func refusesARangeThatIsNone(text: String) { #expect(NetworkRange(text) == nil) }

    @Test(arguments: [
        (["203.0.113.1"], "203.0.113.1"),
        (["198.51.100.66, 203.0.113.1"], "203.0.113.1"),
        (["203.0.113.1, 10.0.0.2"], "203.0.113.1"),
        (["203.0.113.1", "10.0.0.2,10.0.0.3"], "203.0.113.1"),
        (["10.0.0.9, 10.0.0.2"], "10.0.0.9"),
        (["203.0.113.1, garbage"], "10.0.0.1"),
        (["203.0.113.1, garbage, 10.0.0.2"], "10.0.0.2"),
        ([], "10.0.0.1"),
    ])
    func takesTheRightmostAddressThatIsNoProxy(forwarded: [String], expected: String) throws {
        let proxies = TrustedProxies([try #require(NetworkRange("10.0.0.0/8"))])

        let caller = proxies.caller(peer: NetworkAddress("10.0.0.1"), forwarded: forwarded)

        #expect(caller?.description == expected)
    }

    @Test(arguments: [
        ("https://bridge.example.com", "https://bridge.example.com/hooks/a?b=%20"),
        ("https://bridge.example.com/", "https://bridge.example.com/hooks/a?b=%20"),
        ("http://Bridge.example.com:8080/in", "http://Bridge.example.com:8080/in/hooks/a?b=%20"),
    ])
    func putsTheTargetBehindThePublicURL(base: String, expected: String) throws {
        let publicURL = try #require(PublicURL(base))

        #expect(publicURL.url(target: "/hooks/a?b=%20") == expected)
    }

    @Test(arguments: [
        "", "bridge.example.com", "ftp://bridge.example.com", "https://", "https:///x", "https://a.example/?q",
        "https://a.example/#f", "https://user:pass@a.example", "https://a example",
    ])
    func refusesAPublicURLThatIsNone(text: String) { #expect(PublicURL(text) == nil) }
}
