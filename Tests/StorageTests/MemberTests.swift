import BridgeCore
import TestSupport
import Testing

@testable import Storage

struct MemberTests {
    @Test func anUnknownMemberIsMarkedAndTheEntryGoesOutUnderTheDefault() async throws {
        let fixture = try StoreFixture()
        let line = Line(kind: .member, address: .phone(150), member: MemberID("sam"), name: "Sam Lee")
        _ = try await fixture.store.importDirectory([.line(line)], into: fixture.destination.name, at: fixture.now)
        try await fixture.accept(
            1,
            [.sample("a", contact: StoreFixture.contact, memberPhone: "+12015550150")]
        )
        let claim = try #require(try await fixture.claim().first)

        let again = try await fixture.claim([claim.settled(.memberNotFound, at: fixture.now)])

        #expect(claim.member == MemberID("sam"))
        #expect(again.map(\.member) == [MemberID("default-member")])
        #expect(again.first?.draft.data["handled_by"]?.string == "Sam Lee")
        try await fixture.accept(2, [.sample("b", contact: ContactID("other"), memberPhone: "+12015550150")])
        #expect(try await fixture.claim().map(\.member) == [MemberID("default-member")])
        #expect(
            try await fixture.store.lookup(.phone(150), in: fixture.destination.name).memberUnknownSince == fixture.now
        )
    }

    @Test func aMemberWhomAFileNamesAgainIsTriedAgain() async throws {
        let fixture = try StoreFixture()
        let name = fixture.destination.name
        let line = Line(kind: .member, address: .phone(150), member: MemberID("sam"), name: "Sam Lee")
        _ = try await fixture.store.importDirectory([.line(line)], into: name, at: fixture.now)
        try await fixture.accept(1, [.sample("a", contact: StoreFixture.contact, memberPhone: "+12015550150")])
        try await fixture.settleNext(.memberNotFound)

        _ = try await fixture.store.importDirectory([.line(line)], into: name, at: fixture.now)
        try await fixture.accept(2, [.sample("b", contact: ContactID("other"), memberPhone: "+12015550150")])

        #expect(try await fixture.claim().map(\.member).contains(MemberID("sam")))
        #expect(try await fixture.store.lookup(.phone(150), in: name).memberUnknownSince == nil)
    }
}
