import JSON
import Testing

/// HTML to text, and new text without its history.
struct MailTextTests {
    @Test(
        arguments: [
            ("Hello", "Hello"), ("<p>One</p><p>Two</p>", "One\n\nTwo"), ("a<br>b<br/>c", "a\nb\nc"),
            ("<div>a</div><div>b</div>", "a\nb"), ("  much \n\n  space ", "much space"),
            ("<ul><li>cod</li><li>plaice</li></ul>", "- cod\n- plaice"), ("a<!-- <b>no</b> -->b", "ab"),
            ("<style>p{}</style><script>alert('<p>')</script>x", "x"),
            ("fish &amp; chips &#8364;5 &#x20AC;6", "fish & chips €5 €6"),
            ("a&nbsp;b", "a b"), ("AT&T & co", "AT&T & co"), ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("<a href=\"https://example.com/?a>b\">link</a>", "link"), ("&lt;b&gt;bold&lt;/b&gt;", "bold"),
            ("<p>never closed", "never closed"), ("<", "<"), ("&#0; &#xD800;", "&#0; \u{FFFD}"),
            ("<td>a</td><td>b</td>", "a b"),
        ])
    func htmlBecomesWhatAReaderSees(_ html: String, _ expected: String) throws {
        #expect(try Evaluation.of("html_to_text(@)", .string(html)) == .string(expected))
    }

    @Test(
        arguments: [
            ("Agreed.\n\nOn Mon, Mar 2, 2026 at 4:01 PM Sam <sam@example.com> wrote:\n> Offer", "Agreed."),
            ("Agreed.\n\nOn Mon, Mar 2, 2026 at 4:01 PM Sam\n<sam@example.com> wrote:\n> Offer", "Agreed."),
            ("Einverstanden.\n\nAm 02.03.2026 um 16:01 schrieb Sam:\n> Angebot", "Einverstanden."),
            ("Yes\r\n\r\n-----Original Message-----\r\nFrom: x", "Yes"),
            ("Yes\n\nFrom: Sam\nSent: Monday\nTo: Ana\nSubject: Offer\n\nHello", "Yes"),
            ("> quoted\nanswer between\n> quoted", "> quoted\nanswer between"),
            ("> nothing but a quote", "> nothing but a quote"),
            (
                "Note\n---------- Forwarded message ---------\nFrom: Bo\n\n> text",
                "Note\n---------- Forwarded message ---------\nFrom: Bo\n\n> text"
            ),
            ("On Monday we met. Sam wrote: hello", "On Monday we met. Sam wrote: hello"), ("", ""),
        ])
    func theHistoryIsCutAndNothingElse(_ text: String, _ expected: String) throws {
        #expect(try Evaluation.of("strip_reply(@)", .string(text)) == .string(expected))
    }
}
