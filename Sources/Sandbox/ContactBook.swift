import Foundation
import Synchronization

/// Contacts and members of the organisation, changeable while the sandbox runs.
final class ContactBook: Sendable {
    private struct State {
        var order: [String] = []
        var contacts: [String: Contact] = [:]
    }

    /// The first one is the default member.
    let members: [Member]
    private let memberIDs: Set<String>
    private let state: Mutex<State>

    init(_ seed: Seed) {
        members = seed.members
        memberIDs = Set(seed.members.map(\.id))
        state = Mutex(State())
        for contact in seed.contacts { _ = add(contact) }
    }

    var contacts: [Contact] {
        state.withLock { state in state.order.compactMap { state.contacts[$0] } }
    }

    func contact(_ id: String) -> Contact? {
        state.withLock { $0.contacts[id] }
    }

    func holds(_ id: String) -> Bool {
        contact(id) != nil
    }

    func holdsMember(_ id: String) -> Bool {
        memberIDs.contains(id)
    }

    /// Adds the contact, or replaces the one with its id; a contact without an id gets a new UUID.
    func add(_ contact: Contact) -> Contact {
        var added = contact
        let id = contact.id ?? UUID().uuidString.lowercased()
        added.id = id
        return state.withLock { [added] state in
            if state.contacts.updateValue(added, forKey: id) == nil { state.order.append(id) }
            return added
        }
    }

    /// Whether there was such a contact.
    func remove(_ id: String) -> Bool {
        state.withLock { state in
            guard state.contacts.removeValue(forKey: id) != nil else { return false }
            state.order.removeAll { $0 == id }
            return true
        }
    }

    /// The first contact that the search meets, as Zyntro answers: the others stay unseen.
    func first(matching search: String) -> Contact? {
        contacts.first { $0.matches(search) }
    }

    /// The first contact that fulfils the condition.
    func first(where condition: (Contact) -> Bool) -> Contact? {
        contacts.first(where: condition)
    }
}
