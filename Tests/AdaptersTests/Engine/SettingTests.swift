import BridgeCore
import Testing

@testable import Adapters

struct SettingTests {
    private func adapter(
        _ authenticate: String,
        binding bindings: String = "",
        handshake: String = ""
    ) throws -> Adapter {
        let text = """
            title: Acme
            receive:
              authenticate: \(authenticate)
            \(handshake)
            let:
              theirs: ${{ from }}
            \(bindings)
            translate:
              - entry:
                  key: "${{ id }}"
                  comms_type: sms
                  comms_source: Acme
                  contact: { phone: "${{ $theirs }}" }
                  comms_data: { channel: sms, direction: inbound, body: "${{ text }}" }
                settle:
                  subject: "${{ if($hook.settings.settle != 'off', id) }}"
                  for: 10m
                  until: "${{ body }}"
            """
        let (adapter, problems) = AdapterCompiler.compile(text, name: "acme", file: "adapter.yaml")
        return try #require(adapter, "\(problems)")
    }

    private static let hmac = "{ scheme: hmac, header: X-Signature, encoding: hex, hash_setting: signature_method }"

    @Test(arguments: [
        ("settel", "off", SettingFault.Kind.unknown, "did you mean \"settle\"?"),
        ("settle", "of", .value, "did you mean \"off\"? known are off, on"),
        ("signature_metod", "sha256", .unknown, "did you mean \"signature_method\"?"),
        ("signature_method", "sha-265", .value, "known are md5, sha1, sha256"),
        ("volume", "11", .unknown, "it reads settle, signature_method"),
        ("region", "GB", .unknown, "region: is a key of the hook itself"),
    ])
    func whatNothingReadsAndWhatIsNotTakenIsTold(
        name: String,
        value: String,
        kind: SettingFault.Kind,
        mend: String
    ) throws {
        let faults = try adapter(Self.hmac).faults(ofSettings: [name: value])

        #expect(faults.map(\.kind) == [kind] && faults.map(\.name) == [name])
        #expect(faults.first?.mend.contains(mend) == true, "\(faults)")
    }

    @Test(arguments: [
        ["settle": "off"], ["settle": "on"], ["signature_method": "SHA-256"], ["signature_method": "HMAC_SHA256"], [:],
    ])
    func whatIsReadAndTakenIsNoFault(settings: [String: String]) throws {
        #expect(try adapter(Self.hmac).faults(ofSettings: settings).isEmpty)
    }

    @Test(arguments: [
        "{ scheme: twilio }", "[{ scheme: twilio }, { scheme: basic }]", "{ any: [{ scheme: twilio }, basic] }",
    ])
    func aSchemeInAListTakesItsOwnSettings(authenticate: String) throws {
        let adapter = try adapter(authenticate)

        #expect(adapter.faults(ofSettings: ["signature_method": "sha256"]).isEmpty)
        #expect(adapter.faults(ofSettings: ["signature_method": "md5"]).map(\.kind) == [.value])
    }

    @Test(arguments: [
        ("sns", [:], [SettingFault.Kind.missing]), ("sns", ["topic_arns": ""], [.value]),
        ("sns", ["topic_arns": "mail"], [.value]), ("sns", ["topic_arns": "arn:aws:sns:us-east-1:1:mail"], []),
        ("{ scheme: ip }", [:], [.missing]), ("{ scheme: ip, ranges: [192.0.2.0/24] }", [:], []),
        ("{ scheme: ip }", ["allowed_ips": "192.0.2.0/33"], [.value]),
        ("{ scheme: ip }", ["allowed_ips": "192.0.2.0/24,::1"], []),
        ("[basic, sns]", [:], []), ("[basic, sns]", ["scheme": "sns"], [.missing]),
        ("[basic, sns]", ["scheme": "bacic"], [.value]), ("[basic, sns]", ["scheme": ""], [.value]),
        ("{ any: [basic, sns] }", [:], []),
        (
            "{ scheme: hmac, header: X-S, encoding: hex, signed: \"${{ setting:url }}${{ body }}\" }", [:], [.missing]
        ),
        (
            "{ scheme: hmac, header: X-S, encoding: hex, signed: \"${{ '?' if setting:url }}${{ body }}\" }", [:], []
        ),
    ])
    func whatRefusesEveryRequestIsAFault(
        authenticate: String,
        settings: [String: String],
        kinds: [SettingFault.Kind]
    ) throws {
        let faults = try adapter(authenticate).faults(ofSettings: settings)

        #expect(faults.map(\.kind) == kinds, "\(faults)")
    }

    @Test(arguments: [
        "  all: ${{ $hook.settings }}", "  some: ${{ $hook.settings | keys(@) }}",
        "  named: ${{ $hook.settings.* }}",
    ])
    func whereSettingsAreReadAsAWholeEveryNameIsTaken(binding: String) throws {
        #expect(try adapter(Self.hmac, binding: binding).faults(ofSettings: ["volume": "11"]).isEmpty)
    }

    @Test func aSettingThatIsUsedAsAValueTakesEveryValue() throws {
        let adapter = try adapter(Self.hmac, binding: "  ours: ${{ split($hook.settings.our_numbers, ',') }}")

        #expect(adapter.faults(ofSettings: ["our_numbers": "anything"]).isEmpty)
        #expect(adapter.faults(ofSettings: ["our_number": "anything"]).map(\.kind) == [.unknown])
    }

    @Test func handshakesReadSettingsToo() throws {
        let handshake = """
              handshake:
                - method: GET
                  authenticate: none
                  answer: { body: "${{ $hook.settings.verification }}" }
            """
        #expect(try adapter(Self.hmac, handshake: handshake).faults(ofSettings: ["verification": "x"]).isEmpty)
    }
}
