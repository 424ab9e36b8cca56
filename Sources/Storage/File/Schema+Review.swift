/// The migration "5 review of changed adapters": how many entries of a hook's adapter are still to be held for somebody to look at.
extension Schema {
    static let review = """
        CREATE TABLE review (
            hook TEXT NOT NULL PRIMARY KEY,
            version TEXT NOT NULL,
            remaining INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        """
}
