"""Under test: a token with one bit changed, or cut, is believed by nobody."""

from library import Refused, b64, unb64
from pairs import new_key, to_verify_with
from with_cardea import OURS

CLAIMS = {"iss": "https://id.test", "sub": "ada", "exp": 4_000_000_000}
HEADER = {"typ": "JWT", "kid": "k"}
HEADER_PART, PAYLOAD_PART, SIGNATURE_PART = range(3)


def with_flipped_bits(token, bits=range(8)):
    """The token once for each bit of its decoded parts, or for each byte one of `bits` in turn:
    (part, token)."""
    parts = [unb64(text) for text in token.split(".")]
    for at, octets in enumerate(parts):
        for place in range(len(octets)):
            for bit in bits if bits is not None else [place % 8]:
                changed = bytearray(octets)
                changed[place] ^= 1 << bit
                others = [bytes(changed) if other == at else part for other, part in enumerate(parts)]
                yield at, ".".join(map(b64, others))


def test_we_refuse_a_token_of_theirs_with_any_bit_flipped(library, kind):
    token = library.sign(new_key(library, kind), kind, HEADER, CLAIMS)
    key = to_verify_with(library, kind, OURS)
    assert OURS.claims(key, kind, token, kid="k") == CLAIMS
    reasons = {HEADER_PART: set(), PAYLOAD_PART: set(), SIGNATURE_PART: set()}
    flipped = list(with_flipped_bits(token))
    verdicts = OURS.verdicts(key, kind, [text for _, text in flipped], kid="k")
    for (part, text), verdict in zip(flipped, verdicts, strict=True):
        assert isinstance(verdict, Refused), f"believed: {text}"
        reasons[part].add(str(verdict))
    assert reasons[PAYLOAD_PART] == {"signature"}  # nothing of it is read before the signature holds
    assert reasons[SIGNATURE_PART] == {"signature"}
    assert reasons[HEADER_PART] <= {"malformed", "algorithm", "key", "signature"}


def test_we_refuse_a_token_of_theirs_that_is_cut_anywhere(library, kind):
    token = library.sign(new_key(library, kind), kind, HEADER, CLAIMS)
    cuts = [token[:size] for size in range(len(token))]
    for text, verdict in zip(cuts, OURS.verdicts(to_verify_with(library, kind, OURS), kind, cuts, kid="k")):
        assert str(verdict) in ("malformed", "signature"), f"{verdict}: {text}"


def test_we_refuse_all_but_the_canonical_text_of_a_token_of_theirs(library, kind):
    """RFC 7515 section 2: base64url without padding, line breaks, white space or other characters.
    Bits behind the last byte are RFC 4648's, section 3.5, which lets a reader refuse them; most don't."""
    token = library.sign(new_key(library, kind), kind, HEADER, CLAIMS)
    key = to_verify_with(library, kind, OURS)
    spellings = [token + "=", token + "\n", " " + token, token[:-9] + " " + token[-9:], token + ".",
                 token.replace(".", "=.", 1), "Bearer " + token]
    if len(unb64(token.split(".")[2])) % 3 != 0:
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        spellings.append(token[:-1] + alphabet[alphabet.index(token[-1]) + 1])
    assert [str(verdict) for verdict in OURS.verdicts(key, kind, spellings, kid="k")] == ["malformed"] * len(spellings)


def test_they_refuse_a_token_of_ours_with_a_bit_flipped(library, kind):
    maker = OURS if kind in OURS.kinds else library
    token = OURS.sign(new_key(maker, kind), kind, HEADER, CLAIMS)
    key = to_verify_with(maker, kind, library)
    assert library.verify(key, kind, token)[1] == CLAIMS
    flipped = [text for _, text in with_flipped_bits(token, bits=None)]
    for text, verdict in zip(flipped, library.verdicts(key, kind, flipped), strict=True):
        assert isinstance(verdict, Refused), f"believed: {text}"
