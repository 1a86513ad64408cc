"""What the tests ask of every library, ours too: keys as texts, tokens signed and verified."""

import base64
import json
import subprocess
from dataclasses import dataclass

# The algorithms, EdDSA by its curve.
HMAC = ("HS256", "HS384", "HS512")
RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
EC = ("ES256", "ES384", "ES512")
EDDSA = ("Ed25519", "Ed448")
KINDS = HMAC + RSA + EC + EDDSA

# How a key may be written down.
PRIVATE_FORMS = ("private_jwk", "secret", "pkcs8", "pkcs1", "sec1")
PUBLIC_FORMS = ("public_jwk", "spki", "public_pkcs1")
JWK_FORMS = ("private_jwk", "public_jwk")


def alg_of(kind):
    """The name in a header's `alg`."""
    return "EdDSA" if kind in EDDSA else kind


def forms_of(kind):
    if kind in HMAC:
        return ("private_jwk", "secret")
    own = {RSA: ("pkcs1", "public_pkcs1"), EC: ("sec1",)}
    special = next((forms for kinds, forms in own.items() if kind in kinds), ())
    return ("private_jwk", "public_jwk", "pkcs8", "spki", *special)


@dataclass(frozen=True)
class Key:
    """A key as a text: JSON, PEM, or a secret's bytes in base64url."""
    form: str
    text: str

    @property
    def jwk(self):
        assert self.form in JWK_FORMS, self.form
        return json.loads(self.text)

    @property
    def octets(self):
        """As whoever holds no JWK holds it: a PEM, or the bytes of a secret."""
        return unb64(self.text) if self.form == "secret" else self.text.encode()


class Refused(Exception):
    """A library does not believe a token, or does not take a key; says why."""


class Library:
    """One library: which algorithms it has, what keys it writes and reads, what it makes of tokens."""

    name = ""
    missing = ""      # a sentence, where it is not there
    kinds = ()
    writes = ()       # the forms that a key of this library may be had in
    reads = ()
    type = "at+jwt"   # a `typ` that it writes and takes

    def generate(self, kind):
        """A new private key, in a form of the library's choice."""
        raise NotImplementedError

    def rewritten(self, key, kind, form):
        """The key in another form, written by this library."""
        raise NotImplementedError

    def sign(self, key, kind, header, claims):
        """A token. The header has what the caller names, and what the library adds to it."""
        raise NotImplementedError

    def verdicts(self, key, kind, tokens):
        """For each token its header and claims, or a Refused."""
        raise NotImplementedError

    def verify(self, key, kind, token):
        """Header and claims of a token; raises Refused."""
        (verdict,) = self.verdicts(key, kind, [token])
        if isinstance(verdict, Refused):
            raise verdict
        return verdict


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def part(token, at):
    """Header (0) or payload (1) of a token, unverified."""
    return json.loads(unb64(token.split(".")[at]))


def unpem(pem):
    """The bytes of a PEM of one block."""
    return base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))


def pem_of(label, octets):
    return f"-----BEGIN {label}-----\n{base64.encodebytes(octets).decode()}-----END {label}-----\n"


def openssl(*arguments, given=""):
    """What the command `openssl` makes of a text."""
    done = subprocess.run(["openssl", *arguments], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
