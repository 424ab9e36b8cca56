import Testing

@testable import Storage

struct GroupCommitTests {
    @Test func theFirstOperationStartsTheWriterAndLaterOnesJoin() {
        var group = GroupCommit<Int>(limit: 10)

        #expect(group.submit(1) == .start)
        #expect(group.submit(2) == .joined)
        #expect(group.next() == [1, 2])
        #expect(group.submit(3) == .joined)
        #expect(group.next() == [3])
        #expect(group.next() == [])
        #expect(group.submit(4) == .start)
    }

    @Test func refusesWhatExceedsTheLimit() {
        var group = GroupCommit<Int>(limit: 2)

        #expect([1, 2, 3].map { group.submit($0) } == [.start, .joined, .overloaded])
        #expect(group.next() == [1, 2])
        #expect(group.submit(4) == .joined)
    }

    @Test func aBatchIsBoundedAndKeepsTheOrder() {
        var group = GroupCommit<Int>(limit: 10, batchLimit: 2)
        for number in 1...5 { _ = group.submit(number) }

        #expect([group.next(), group.next(), group.next(), group.next()] == [[1, 2], [3, 4], [5], []])
    }

    @Test func whatWaitsCanBeTakenBack() {
        var group = GroupCommit<Int>(limit: 10)
        _ = group.submit(1)
        #expect(group.next() == [1])
        for number in 2...3 { _ = group.submit(number) }

        #expect(group.takeWaiting() == [2, 3])
        #expect(group.next() == [])
        #expect(group.submit(4) == .start)
    }

    @Test func handsOutAfterClosingWhatCameBefore() {
        var group = GroupCommit<Int>(limit: 10)
        _ = group.submit(1)

        group.close()

        #expect(group.submit(2) == .closed)
        #expect(group.next() == [1])
        #expect(group.next() == [])
    }
}
