/// A certificate valid from 2026 to 2056 and signatures of its key, made with Python's cryptography package; the key was
/// thrown away.
enum SNSVectors {
    static let topic = "arn:aws:sns:eu-west-1:111122223333:mail"
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIICrzCCAZegAwIBAgIBBzANBgkqhkiG9w0BAQsFADAaMRgwFgYDVQQDDA9zbnMu
        ZXhhbXBsZS5jb20wIBcNMjYwMTAxMDAwMDAwWhgPMjA1NjAxMDEwMDAwMDBaMBox
        GDAWBgNVBAMMD3Nucy5leGFtcGxlLmNvbTCCASIwDQYJKoZIhvcNAQEBBQADggEP
        ADCCAQoCggEBANFaR1ReevSsZDc68ViISu2zOr+nlRIzAM2wrBtWeZDBV2RR4hEw
        Faeg0U0qpF9SwtUY0SUnszv4sBb1Mr6OchDrZvFEU4aypNon64p+puv1DB5bi6r1
        5C6DxMhWK1mpZxRW15LfU8L1nrqU34j1PcPwH1Z3WwPwNfjSlpnjrvCSp/r0n2yE
        JDezplZ5GCQRE97uEwT6FJx8x3ZIWCC+O8eJB9zgyJycHLDWGvDWxTFc4jSxA5KF
        mBKlLGXSK41dHR6shlOjXinuvaPQgRner5UDHcmWb0nSOtlCytcXFfb8CbrzoE4n
        Jhvjkpznpayv5B5ZwoW4L38XJLNZvEBET5cCAwEAATANBgkqhkiG9w0BAQsFAAOC
        AQEAWr32Yz0jQY7vExddSVrgss+xVoet2j0Q7prxIrmtxBh2qvFQo8X0ND5PE0cH
        zIthnaUaS0vF/lW/Ifsu6nV00MAXMTXKC6xJ+qAC00J8RIOJDe5MHolK8t/NypNV
        rAKkYWUKPF4R4kcuHpTAj/Y33wnyXcaX7X9Jh32hg0kOnTFSQxMymQlAcIeW6owN
        FJlX1C/hc7+xhzqH5/SIXKyGaQcTgWa585voyneYiTEKb/NVMe0Shhi0pPZt0eEQ
        H/ECEPgDB6Xl1p9w6MFn2YYrB901E2LnYFYWRwcNganP+ZjC8FwNXc4aGV/M74Nq
        Ip5/DYjnJLznSMBde7TmLOY/3A==
        -----END CERTIFICATE-----
        """
    static let version1 =
        "WdGp2EdXpMzwtE1DmSIjUBSxoIB792aIev7gUNmdmPzJncZZw8VyIlqShRYZyK73NbRB3rXIg+TwGMM7AD66Ukw9BokNJLRlofLm"
        + "AWNr9ZJHXRdnW7/fhG6S7bpomRdi4uhtp6s+QY1Gc1cgQZpWMrrVt4aIltdJeXjbXhygzE8sWpovklWqBPP/+5OIPplwhO86ZxA7"
        + "pnDezTZN1XYGltttQjUDYA5Mkt8SAnYGaEhahnmgCAbMzrk2A+CKXDWS+6piwMYGGdN+/d3Xa7awmuMxEOeUV8FgWoP5yMedKLe5"
        + "/bFlqLPj/hBXOpKYP/uVseNOs4+LEvoIKIkK4hopOg=="
    static let version2 =
        "Hvq380yJp29fQI+OXhMdtC6aEPR/NPVzuTLE4PJVrQppUxnP5tE+8Lh1aLa8tjH/CbhwoEB7dzpdQ78GaWMtF6F4pgiVLjWwVLah"
        + "q50K8AJkPHXtTTAgdTA1+2L0r752Rj1dun4dILrq4KM2LtN95g3Wdk8abwjn48wy4nsYwwd0t/b43qEEq2uxoIcjVKIyaCffP4qI"
        + "a7gQVIaINxk9+JyN7Q17ng9JXAqG0lwmJQVF8TcnBc8MGgrLGxMPnhtqWBsKt0LeDq0eyXD/iThIN214j/mEn9kl1Gg8GaCWwp+2"
        + "E85Dt16YEB79LczGp2enhG7NnOywHIGwtl3Wwo1HQQ=="
    static let withoutSubject =
        "rjlbHoFLN4KTHb2fz+/NWLywEoeOr4u5i9EZSSoNso0+RFib9J1ugCmXeiO/aUK0qghLfQp/56i5enAIJp2AOjlMnNbYnSQp+1k8"
        + "Nk+cox5BjnXlobZShJ5rCd3JuZ0wuMplrGYTSpwLRggldlG/E0LZEK4Gd9gfIDOiEMwZfMvImiqMujdGXxZHX+hazOezf9laVqEi"
        + "NHdgqJFVYtEhHc/mZKsQAkctiy3qQXlSLLc56n/waMitN4LFMxiZyWqWtMfZ7k40F3MaEoBXfkWFC/kWUB3KSFnDtIcc9wcYPQgg"
        + "PVMhCDsps16EIJ2au+YFWMjp1ztQqFNTaBEGs+Jkyw=="
    static let confirmation =
        "zMM+F3nJ5pT2uc7hV7fHyPLk76c54qQTP4PriyJfjkjQhUHBGIHqp2Lpo8pwY+Zg8DbqsFxmmvFyKRXtxVXdfTEP1WBSb0Eee+cS"
        + "2+b0KJjwzfOLxW0Ey+YRnvyHoNQ45YpKbUGlsHPoUTUlvmWBn9T+vk8wvJcnt2v0jlLHm0sh3tAHYNkzZVaHc8C/bICGuZWsgtz+"
        + "6Ts/NLWqDfjP5RmByU0dbYUK4J6NfBk0RYzss8PHVpQyKkuaOydFcMHZ3PzcBs0Ked4ABGSDJ/9Q7l4ESsC6QWOxxjnNQzIAQvUI"
        + "6MeXhwPtVsdB6i8cVg04CupPHNI9wDeNa1qJAlrFuA=="
}
