/// Mail whose payload names the contact by its id: by a plus-tag of the drop address, a parameter or a field.
extension Filing {
    /// The one entry of such a mail. `party` is whom the mail is about, nil where nobody but our own is among its parties.
    func entry(
        of draft: EntryDraft,
        for id: ContactID,
        about party: MailParties.Party?,
        _ direction: String,
        seat: Seat,
        directory: some DirectoryReader
    ) throws -> FiledEntry {
        var filed = directed(draft, direction)
        filed.contact = try hint(draft.contact, id, about: party, directory: directory)
        return entry(for: .known(KnownContact(id: id, name: filed.contact.name)), seat: seat, draft: filed)
    }

    /// The adapter's hint, unless it is about one of us: adapters hint at the writer of a mail. Else the party's address
    /// and name, or what the directory knows of the contact.
    private func hint(
        _ hint: ContactHint,
        _ id: ContactID,
        about party: MailParties.Party?,
        directory: some DirectoryReader
    ) throws -> ContactHint {
        let given = hint.email.flatMap { EmailAddress($0) }
        if let given, try directory.line(of: given) == nil {
            let name = hint.name ?? (party?.address == given ? party?.name : nil)
            return ContactHint(phone: hint.phone, email: hint.email, name: name, contactID: id)
        }
        if given == nil, hint.name != nil || hint.phone != nil {
            return ContactHint(phone: hint.phone, email: party?.address.normalized, name: hint.name, contactID: id)
        }
        if let party { return ContactHint(email: party.address.normalized, name: party.name, contactID: id) }
        let known = try directory.hint(of: id)
        return ContactHint(email: known?.email, name: known?.name, contactID: id)
    }
}
