/// What stands in a header, and the addresses that are in it as `name|address`.
enum EmailRows {
    static let lists: [(String, [String])] = [
        // RFC 5322, appendix A.
        ("John Doe <jdoe@machine.example>", ["John Doe|jdoe@machine.example"]),
        (
            "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
            ["Mary Smith|mary@x.test", "|jdoe@example.org", "Who?|one@y.test"]
        ),
        (
            "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>",
            ["|boss@nil.test", "Giant; Big Box|sysservices@example.net"]
        ),
        (
            "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
            ["Ed Jones|c@a.test", "|joe@where.test", "John|jdoe@one.test"]
        ),
        ("Undisclosed recipients:;", []),
        ("\"Joe Q. Public\" <john.q.public@example.com>", ["Joe Q. Public|john.q.public@example.com"]),
        (
            "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
            ["Pete|pete@silly.test"]
        ),
        (
            "A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)",
            ["Chris Jones|c@public.example", "|joe@example.org", "John|jdoe@one.test"]
        ),
        ("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;", []),
        ("Joe Q. Public <john.q.public@example.com>", ["Joe Q. Public|john.q.public@example.com"]),
        (
            "Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example",
            ["Mary Smith|mary@example.net", "|jdoe@test.example"]
        ),
        ("<@a.example,@b.example:ana@example.com>, bob@example.com", ["|ana@example.com", "|bob@example.com"]),
        // Groups.
        ("Team: ana@example.com, Bob <bob@example.com>;", ["|ana@example.com", "Bob|bob@example.com"]),
        ("A: ana@example.com; B: bob@example.com;", ["|ana@example.com", "|bob@example.com"]),
        ("\"Team, the\": ana@example.com;, bob@example.com", ["|ana@example.com", "|bob@example.com"]),
        ("Empty:;, ana@example.com", ["|ana@example.com"]),
        ("Open: ana@example.com, bob@example.com", ["|ana@example.com", "|bob@example.com"]),
        // Names.
        ("\"Ruiz, Ana\" <ana@example.com>", ["Ruiz, Ana|ana@example.com"]),
        ("Ruiz, Ana <ana@example.com>", ["Ruiz, Ana|ana@example.com"]),
        (
            "Ruiz, Ana <ana@example.com>, Lee, Bob <bob@example.com>",
            ["Ruiz, Ana|ana@example.com", "Lee, Bob|bob@example.com"]
        ),
        ("'Ana Ruiz' <ana@example.com>", ["'Ana Ruiz'|ana@example.com"]),
        ("Ana \"Annie\" Ruiz <ana@example.com>", ["Ana Annie Ruiz|ana@example.com"]),
        ("\"ana@example.com\" <bob@example.com>", ["ana@example.com|bob@example.com"]),
        ("ana@example.org <bob@example.com>", ["ana@example.org|bob@example.com"]),
        ("\"<ana@example.com>\" <bob@example.com>", ["<ana@example.com>|bob@example.com"]),
        ("\"\" <ana@example.com>", ["|ana@example.com"]),
        ("ana@example.com (Ana Ruiz)", ["Ana Ruiz|ana@example.com"]),
        (
            "ana@example.com (Ana (the first) Ruiz), bob@example.com",
            ["Ana (the first) Ruiz|ana@example.com", "|bob@example.com"]
        ),
        ("<ana@example.com> (Ana)", ["Ana|ana@example.com"]),
        (
            "Ana O\"Neil <ana@example.com>, \"Lee, Bob\" <bob@example.com>",
            ["Ana ONeil|ana@example.com", "Lee, Bob|bob@example.com"]
        ),
        ("山田太郎 <taro@example.com>", ["山田太郎|taro@example.com"]),
        ("Ana\tRuiz\r\n <ana@example.com>", ["Ana Ruiz|ana@example.com"]),
        // Encoded words.
        ("=?utf-8?Q?Andr=C3=A9?= <andre@example.com>", ["André|andre@example.com"]),
        ("=?UTF-8?B?QW5kcsOp?= Ruiz <andre@example.com>", ["André Ruiz|andre@example.com"]),
        ("=?iso-8859-1?q?Ruiz=2C_Andr=E9?= <andre@example.com>", ["Ruiz, André|andre@example.com"]),
        ("\"=?utf-8?Q?Andr=C3=A9?=\" <andre@example.com>", ["André|andre@example.com"]),
        ("=?utf-8?Q?Ruiz,_Ana?= <ana@example.com>", ["Ruiz, Ana|ana@example.com"]),
        ("=?utf-8?B?w4k=?= =?utf-8?B?w6k=?= <e@example.com>", ["Éé|e@example.com"]),
        ("=?utf-8?Q?bob=40example=2Eorg?= <ana@example.com>", ["bob@example.org|ana@example.com"]),
        ("ana@example.com (=?utf-8?Q?Andr=C3=A9?=)", ["André|ana@example.com"]),
        ("=?utf-8?Q?Ana=0D=0ABcc:_x?= <ana@example.com>", ["Ana Bcc: x|ana@example.com"]),
        ("=?utf-8?Q?Ana;_Ruiz:_<x>?= <ana@example.com>", ["Ana; Ruiz: <x>|ana@example.com"]),
        ("=?utf-8?Q?open <ana@example.com>", ["=?utf-8?Q?open|ana@example.com"]),
        // Carelessness.
        ("Ana<ana@example.com>,Bob<bob@example.com>", ["Ana|ana@example.com", "Bob|bob@example.com"]),
        ("Ana <ana@example.com> Bob <bob@example.com>", ["Ana|ana@example.com", "Bob|bob@example.com"]),
        ("ana@example.com,bob@example.com,", ["|ana@example.com", "|bob@example.com"]),
        (",,ana@example.com,,;,bob@example.com;;", ["|ana@example.com", "|bob@example.com"]),
        ("ana@example.com bob@example.com", ["|ana@example.com", "|bob@example.com"]),
        ("ana@example.com\nbob@example.com", ["|ana@example.com", "|bob@example.com"]),
        ("< ana@example.com >", ["|ana@example.com"]), ("Ana <ana@example.com", ["Ana|ana@example.com"]),
        ("Ana <ana@example.com, Bob <bob@example.com>", ["Ana|ana@example.com", "Bob|bob@example.com"]),
        ("Ana <<ana@example.com>>", ["Ana|ana@example.com"]), ("Ana ana@example.com>", ["Ana|ana@example.com"]),
        ("\"Ana <ana@example.com>", ["Ana|ana@example.com"]),
        ("Ana (at home <ana@example.com>, bob@example.com", ["Ana (at home|ana@example.com", "|bob@example.com"]),
        ("Ana Ruiz ana@example.com", ["Ana Ruiz|ana@example.com"]), ("Ana <>, bob@example.com", ["|bob@example.com"]),
        ("ana@example.com <>", ["|ana@example.com"]), ("Ana <nowhere>, Bob <bob@example.com>", ["Bob|bob@example.com"]),
        ("'ana@example.com'; 'bob@example.com'", ["|ana@example.com", "|bob@example.com"]),
        ("mailto:ana@example.com, mailto:bob@example.com?cc=x", ["|ana@example.com", "|bob@example.com"]),
        ("[ana@example.com]", []), ("ana@", []), ("@example.com", []), ("ana at example.com", []), ("\\", []), ("", []),
        // Local parts.
        ("\"ana ruiz\"@example.com", ["|\"ana ruiz\"@example.com"]),
        ("\"Ana.Ruiz\"@example.com", ["|ana.ruiz@example.com"]),
        ("\"ana@home\"@example.com", ["|\"ana@home\"@example.com"]),
        ("<\"ana,ruiz\"@example.com>", ["|\"ana,ruiz\"@example.com"]),
        ("\"a\\\"b\"@example.com", ["|\"a\\\"b\"@example.com"]),
        ("\"a\\\\b\"@example.com", ["|\"a\\\\b\"@example.com"]),
        ("ana.\"ruiz\"@example.com", ["|ana.ruiz@example.com"]),
        ("ana . ruiz @ example.com", ["|ana.ruiz@example.com"]),
        ("José@example.com", ["|josé@example.com"]), ("jose\u{301}@example.com", ["|josé@example.com"]),
        ("用户@例子.example", ["|用户@例子.example"]), ("\"用 户\"@example.com", ["|\"用 户\"@example.com"]),
        ("ana.@docomo.example", ["|ana.@docomo.example"]), ("ana+deal@example.com", ["|ana+deal@example.com"]),
    ]

    /// Two spellings of one address.
    static let alike: [(String, String)] = [
        ("Ana@Example.COM", "ana@example.com"), ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@BÜCHER.example", "ana@XN--BCHER-KVA.example"), ("ana@bu\u{308}cher.example", "ana@bücher.example"),
        ("ana@例子.测试", "ana@xn--fsqu00a.xn--0zwm56d"), ("ana@例子。测试", "ana@例子.测试"),
        ("ana@ｅｘａｍｐｌｅ．com", "ana@example.com"), ("ana@faß.example", "ana@xn--fa-hia.example"),
        ("ana@\u{1F4A9}.example", "ana@xn--ls8h.example"), ("\"ana\"@example.com", "ana@example.com"),
        ("ANA@ПРИМЕР.example", "ana@xn--e1afmkfd.example"), ("ana@example.com.", "ana@example.com"),
        ("an\u{AD}a@exam\u{200B}ple.com", "ana@example.com"), ("JOSÉ@example.com", "jose\u{301}@example.com"),
    ]

    /// RFC 3492 §7.1 and others: Unicode and Punycode.
    static let punycode: [(String, String)] = [
        ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"), ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("他們爲什麽不說中文", "ihqwctvzc91f659drss3x8bo0yb"), ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
        ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
        ("安室奈美恵-with-super-monkeys", "-with-super-monkeys-pc58ag80a8qai00g7n9n"),
        ("bücher", "bcher-kva"), ("ü", "tda"), ("münchen-ost", "mnchen-ost-9db"),
    ]

    static let refused: [String] = [
        "", "ana", "@example.com", "ana@", "ana@localhost", "ana@.com", "ana@example..com", "ana@-example.com",
        "ana@example-.com", "ana@[192.0.2.1]", "ana@192.0.2.1", "ana ruiz", "ana@exa mple", "undisclosed-recipients:;",
        "ana@example.com, bob@example.com", "+12125550101", "<>", "ana@@", "\"", "(((", "a@b@", "\"\"@example.com",
        "\"  \"@example.com", "ana ruiz@", "\"a\u{7}b\"@example.com", "ana@exa\u{2028}mple.com", "ana@⑴.com",
        "ana@\u{E000}.com",
    ]
}
