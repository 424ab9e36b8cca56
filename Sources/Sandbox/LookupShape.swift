/// Where a lookup's answer keeps the contact's fields and how it spells them. The documentation shows each of these
/// spellings somewhere, and never the whole answer.
enum LookupShape: String, CaseIterable, Sendable {
    /// `data.primary_email`; what is unknown is "".
    case flat
    /// `data.contact.primaryEmail`; what is unknown is null.
    case nested
    /// `data.contact.cont_primary_email`; what is unknown is left out.
    case prefixed
}
