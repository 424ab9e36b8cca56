import BridgeCore
import Foundation
import TestSupport
import Testing

@testable import Storage

/// Which store a file is, by what stands in it and beside it.
struct StandingTests {
    static let file = FileKey(inode: 7, device: 1, bornAt: 100)
    static let identity = StoreIdentity(id: "a", turn: 5)

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var row: StoreIdentity.Row? = .init(identity: StandingTests.identity)
        var sidecar: StoreIdentity.Sidecar? = .init(identity: StandingTests.identity, file: StandingTests.file)
        var file: FileKey? = StandingTests.file
        var isNew = false
        var wasServed = true
        let expected: StoreIdentity.Standing

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "untouched", expected: .same),
        Case(name: "new", row: nil, sidecar: nil, isNew: true, wasServed: false, expected: .new),
        Case(name: "a version that keeps identities for the first time", row: nil, sidecar: nil, expected: .new),
        Case(
            name: "an old version's store without anything beside it",
            row: nil,
            sidecar: nil,
            wasServed: false,
            expected: .copy(.noSidecar)
        ),
        Case(name: "an old version's store in the place of a newer one", row: nil, expected: .copy(.otherStore)),
        Case(
            name: "a backup in the place of its store",
            row: .init(identity: identity, copiedAt: Timestamp(seconds: 9)),
            expected: .copy(.backup(Timestamp(seconds: 9)))
        ),
        Case(name: "nothing beside it", sidecar: nil, expected: .copy(.noSidecar)),
        Case(
            name: "another store beside it",
            sidecar: .init(identity: StoreIdentity(id: "b", turn: 5), file: file),
            expected: .copy(.otherStore)
        ),
        Case(
            name: "copied with the file beside it",
            file: FileKey(inode: 8, device: 1, bornAt: 300),
            expected: .copy(.otherFile)
        ),
        Case(
            name: "the same inode on another file system",
            file: FileKey(inode: 7, device: 1, bornAt: 300),
            expected: .copy(.otherFile)
        ),
        Case(
            name: "a device with another number since the machine started",
            file: FileKey(inode: 7, device: 2, bornAt: 100),
            expected: .same
        ),
        Case(
            name: "no births, another device",
            sidecar: .init(identity: identity, file: FileKey(inode: 7, device: 1, bornAt: nil)),
            file: FileKey(inode: 7, device: 2, bornAt: nil),
            expected: .copy(.otherFile)
        ),
        Case(name: "the file is gone", file: nil, expected: .copy(.otherFile)),
        Case(
            name: "an older copy written over it",
            row: .init(identity: StoreIdentity(id: "a", turn: 4)),
            expected: .copy(.olderCopy)
        ),
        Case(
            name: "a crash before the file beside it was written",
            row: .init(identity: StoreIdentity(id: "a", turn: 6)),
            expected: .same
        ),
    ]

    @Test(arguments: cases)
    func tells(_ situation: Case) {
        let standing = StoreIdentity.standing(
            of: situation.row,
            beside: situation.sidecar,
            file: situation.file,
            isNewStore: situation.isNew,
            wasServedHere: situation.wasServed
        )

        #expect(standing == situation.expected)
    }

    @Test func theFileBesideIsReadAsItWasWritten() throws {
        let directory = try TemporaryDirectory()
        let store = directory.path("store.sqlite")
        let sidecar = StoreIdentity.Sidecar(identity: .random(), file: FileKey(inode: 1, device: .max, bornAt: nil))

        try sidecar.write(beside: store)

        #expect(StoreIdentity.Sidecar(beside: store) == sidecar)
        #expect(PrivateFile.mode(of: "\(store).identity") == 0o600)
        try Data("store a\nturn x\n".utf8).write(to: URL(fileURLWithPath: "\(store).identity"))
        #expect(StoreIdentity.Sidecar(beside: store) == nil)
    }

    @Test func aFileKeepsItsKeyWhenItIsRenamedAndACopyHasAnother() throws {
        let directory = try TemporaryDirectory()
        let (one, two, three) = (directory.path("one"), directory.path("two"), directory.path("three"))
        try Data("x".utf8).write(to: URL(fileURLWithPath: one))
        let key = try #require(FileKey(of: one))

        try FileManager.default.moveItem(atPath: one, toPath: two)
        try FileManager.default.copyItem(atPath: two, toPath: three)

        #expect(FileKey(of: two)?.isSameFile(as: key) == true)
        #expect(FileKey(of: three)?.isSameFile(as: key) == false)
        #expect(FileKey(of: one) == nil)
    }
}
