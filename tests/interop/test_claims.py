"""Under test: what a payload says is the same to both sides, whoever wrote its JSON."""

import pytest

from pairs import new_key, to_verify_with
from with_cardea import OURS

KIND = "HS256"  # the claims are no other for other algorithms
EXP = 4_000_000_000
TEXTS = {
    "latin": "Ådá Lovelåce",
    "other_scripts": "адa 李雷 שלום",
    "beyond_the_first_plane": "🗝️ 𝄞 👩‍🔬",
    "quotes": "\"a\" 'b' \\c\\ /d/ </script>",
    "separators": "line\u2028paragraph\u2029space\u00a0end",
    "noncharacters": "\ufeff\uffff\U0010ffff",
    "combining": "e\u0301 is not \u00e9",
}
CONTROLS = "tab\tline\nreturn\rbell\x07delete\x7f"
# As JSON may be written too: what stands in the payload, and what it means.
ESCAPES = {
    "escaped_latin": (r'"\u00e9\u00E9"', "éé"),
    "surrogate_pair": (r'"\ud83d\uDDDD"', "\U0001f5dd"),
    "solidus": r'"a\/b"|a/b'.split("|"),
    "ascii_escaped": (r'"\u0061da"', "ada"),
    "short_escapes": (r'"\"\\\b\f\n\r\t"', '"\\\b\f\n\r\t'),
}
# What `exp` may look like, and the second from which we refuse it.
DATES = {"4000000000": EXP, "4000000000.75": EXP, "4000000000.0": EXP, "4e9": EXP, "4.0000000009e9": EXP,
         "40000000000E-1": EXP, "253402300799": 253402300799}
# Numbers of other claims. JSON has no bound, and others round them or keep them.
NUMBERS = ("0", "-0.0", "9007199254740993", "9223372036854775807", "-9223372036854775808", "1e308", "5e-324",
           "0.1000000000000000055511151231257827", "1E+2")
NUMBERS_TOO_LARGE = ("18446744073709551616", "-9223372036854775809", "100000000000000000000", "1e400")


def signed_by_us(payload):
    return OURS.sign_octets(new_key(OURS, KIND), KIND, '{"alg":"HS256","typ":"JWT"}', payload)


def read_by_us(library, token, **options):
    return OURS.claims(to_verify_with(library, KIND, OURS), KIND, token, **options)


def read_by_them(library, token):
    return library.verify(to_verify_with(OURS, KIND, library), KIND, token)[1]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_arrives_as_it_was(library, text):
    claims = {"sub": text, "jti": text, "aud": [text, "b"], "scope": text, "exp": EXP}
    assert read_by_us(library, library.sign(new_key(library, KIND), KIND, {}, claims)) == claims
    assert read_by_them(library, OURS.sign_claims(new_key(OURS, KIND), KIND, claims)) == claims


def test_control_characters_arrive_but_in_no_subject(library):
    claims = {"jti": CONTROLS, "exp": EXP}
    assert read_by_us(library, library.sign(new_key(library, KIND), KIND, {}, claims)) == claims
    assert read_by_them(library, OURS.sign_claims(new_key(OURS, KIND), KIND, claims)) == claims
    token = library.sign(new_key(library, KIND), KIND, {}, {"sub": CONTROLS, "exp": EXP})
    assert OURS.refusal(to_verify_with(library, KIND, OURS), KIND, token) == "claims"


@pytest.mark.parametrize("written, meant", ESCAPES.values(), ids=ESCAPES)
def test_an_escape_means_the_same_to_both(library, written, meant):
    payload = f'{{"jti":{written},"exp":{EXP}}}'
    token = library.sign_octets(new_key(library, KIND), KIND, header_for(library), payload)
    assert read_by_us(library, token)["jti"] == meant
    assert read_by_them(library, signed_by_us(payload))["jti"] == meant


@pytest.mark.parametrize("written, second", DATES.items(), ids=DATES)
def test_a_date_may_be_any_number_of_seconds(library, written, second):
    """RFC 7519 section 2: a NumericDate may have a fraction. We round `exp` down."""
    payload = f'{{"exp":{written}}}'
    token = library.sign_octets(new_key(library, KIND), KIND, header_for(library), payload)
    assert read_by_us(library, token, now=second - 1) == {"exp": second}
    assert OURS.refusal(to_verify_with(library, KIND, OURS), KIND, token, now=second) == "expired"
    assert int(read_by_them(library, signed_by_us(payload))["exp"]) == second


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_a_beginning_with_a_fraction_is_rounded_up(library, claim):
    payload = f'{{"exp":{EXP},"{claim}":1600000000.25}}'
    token = library.sign_octets(new_key(library, KIND), KIND, header_for(library), payload)
    assert OURS.refusal(to_verify_with(library, KIND, OURS), KIND, token, now=1_600_000_000) == "not_yet_valid"
    assert read_by_us(library, token, now=1_600_000_001)["exp"] == EXP
    assert read_by_them(library, signed_by_us(payload))[claim] == 1600000000.25


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_another_claim_is_no_obstacle(library, number):
    payload = f'{{"exp":{EXP},"n":{number}}}'
    token = library.sign_octets(new_key(library, KIND), KIND, header_for(library), payload)
    assert read_by_us(library, token) == {"exp": EXP}
    assert float(read_by_them(library, signed_by_us(payload))["n"]) == float(number)


@pytest.mark.parametrize("number", NUMBERS_TOO_LARGE)
def test_a_number_beyond_64_bits_or_a_double_is_refused_wherever_it_stands(number, jose, jwcrypto, pyjwt, cjose):
    """RFC 8259 section 6 allows a reader its bounds. JavaScript writes whole doubles below 1e21 with
    all their digits, so that a token may well hold such a number."""
    for library in (jose, jwcrypto, pyjwt, cjose):
        token = library.sign_octets(new_key(library, KIND), KIND, {}, f'{{"exp":{EXP},"n":{number}}}')
        assert library.verify(to_verify_with(library, KIND, library), KIND, token)[1]["exp"] == EXP
        assert OURS.refusal(to_verify_with(library, KIND, OURS), KIND, token) == "malformed"


@pytest.mark.parametrize("payload, reason", [
    ('{"exp":4000000000,"exp":4000000001}', "malformed"),
    ('{"exp":4000000000,"a":{"b":1,"b":2}}', "malformed"),
    (r'{"exp":4000000000,"a":"\ud83d"}', "malformed"),
    ('{"exp":4000000000,"a":NaN}', "malformed"),
    ('{"exp":4000000000,"a":' + "[" * 40 + "]" * 40 + "}", "malformed"),
    ("[4000000000]", "malformed"),
    ("\ufeff" + '{"exp":4000000000}', "malformed"),
    ("{}", "claims"),
    ('{"exp":"4000000000"}', "claims"),
    ('{"exp":null}', "claims"),
    ('{"exp":true}', "claims"),
    ('{"exp":253402300800}', "claims"),
    ('{"exp":4000000000,"sub":7}', "claims"),
    ('{"exp":4000000000,"sub":""}', "claims"),
    ('{"exp":4000000000,"jti":7}', "claims"),
    ('{"exp":4000000000,"iss":7}', "claims"),
    ('{"exp":4000000000,"aud":["a",7]}', "claims"),
    ('{"exp":4000000000,"aud":{"a":"b"}}', "claims"),
    ('{"exp":4000000000,"nbf":"1600000000"}', "claims"),
    ('{"exp":4000000000,"iat":3999999999}', "not_yet_valid"),
])
def test_a_payload_that_others_sign_and_we_refuse(payload, reason, jose, jwcrypto, cjose):
    for library in (jose, jwcrypto, cjose):
        token = library.sign_octets(new_key(library, KIND), KIND, {}, payload)
        assert OURS.refusal(to_verify_with(library, KIND, OURS), KIND, token) == reason


def header_for(library):
    """libjwt takes its header as a text."""
    return "{}" if library.name == "libjwt" else {}
