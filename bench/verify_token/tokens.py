"""Keys and tokens that every program of this bench is given: a folder a case.

    private.jwk  public.jwk      the key as a JSON Web Key (with HMAC, both are the secret)
    private.pem  public.pem      the same as PKCS#8 and SPKI, or
    secret                       with HMAC, the bytes
    good                         100 tokens, one a line, that differ in `sub` and `jti`
    many                         10,000 of them, for what keeps tokens that it has verified
    flipped, expired, ...        tokens to be refused, see `refused`

Made by Debian's python3-cryptography, so by none of those that are measured.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import random
import uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa, utils

ISSUER = "https://id.example"
AUDIENCE = "orders"
ISSUED_AT = 1_700_000_000
EXPIRES_AT = 4_102_444_800  # 2100: what was made once stays good
TOKEN_BYTES_MAX = 8 * 1024

# A case's name, and the `alg` of its tokens.
ALGORITHMS = {name: name for name in ("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384",
                                      "PS512", "ES256", "ES384", "ES512")}
ALGORITHMS |= {"Ed25519": "EdDSA", "Ed448": "EdDSA"}
# Those whose access token by RFC 9068 is measured beside the typical token.
ACCESS_TOKENS = ("HS256", "RS256", "ES256", "Ed25519")
CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}
HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def compact_json(value):
    return json.dumps(value, separators=(",", ":")).encode()


def number(value, size=None):
    return base64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


class Case:
    """A key and how its tokens look: `HS256`, or with all claims of an access token `HS256+at`."""

    def __init__(self, name):
        self.name = name
        self.label, _, shape = name.partition("+")
        self.algorithm = ALGORITHMS[self.label]
        self.is_access_token = shape == "at"
        self.is_symmetric = self.algorithm.startswith("HS")
        if self.is_symmetric:
            self.key = hashlib.sha256(name.encode()).hexdigest().encode()  # 64 octets, all printable
        elif self.label in CURVES:
            self.key = ec.generate_private_key(CURVES[self.label]())
        elif self.label == "Ed25519":
            self.key = ed25519.Ed25519PrivateKey.generate()
        elif self.label == "Ed448":
            self.key = ed448.Ed448PrivateKey.generate()
        else:
            self.key = rsa.generate_private_key(65537, 2048)
        self.kid = base64url(hashlib.sha256(name.encode()).digest()) if self.is_access_token else "k1"

    def jwks(self):
        """The private and the public JWK."""
        about = {"kid": self.kid, "alg": self.algorithm}
        if self.is_symmetric:
            secret = {"kty": "oct", **about, "k": base64url(self.key)}
            return secret, secret
        about["use"] = "sig"
        if self.label in CURVES:
            numbers = self.key.private_numbers()
            size = (self.key.key_size + 7) // 8
            point = numbers.public_numbers
            public = {"kty": "EC", **about, "crv": f"P-{self.key.key_size}", "x": number(point.x, size),
                      "y": number(point.y, size)}
            return {**public, "d": number(numbers.private_value, size)}, public
        if self.algorithm == "EdDSA":
            raw = serialization.Encoding.Raw
            x = self.key.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
            d = self.key.private_bytes(raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
            public = {"kty": "OKP", **about, "crv": self.label, "x": base64url(x)}
            return {**public, "d": base64url(d)}, public
        numbers = self.key.private_numbers()
        public = {"kty": "RSA", **about, "n": number(numbers.public_numbers.n), "e": number(numbers.public_numbers.e)}
        return {**public, "d": number(numbers.d), "p": number(numbers.p), "q": number(numbers.q),
                "dp": number(numbers.dmp1), "dq": number(numbers.dmq1), "qi": number(numbers.iqmp)}, public

    def signature(self, message):
        if self.algorithm == "EdDSA":
            return self.key.sign(message)
        digest = HASHES[self.algorithm[2:]]()
        if self.is_symmetric:
            return hmac.digest(self.key, message, f"sha{self.algorithm[2:]}")
        if self.algorithm.startswith("RS"):
            return self.key.sign(message, padding.PKCS1v15(), digest)
        if self.algorithm.startswith("PS"):
            return self.key.sign(message, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
        size = (self.key.key_size + 7) // 8
        r, s = utils.decode_dss_signature(self.key.sign(message, ec.ECDSA(digest)))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    def token(self, dice, kid=None, **other):
        header = {"alg": self.algorithm, "typ": "at+jwt" if self.is_access_token else "JWT", "kid": kid or self.kid}
        claims = {"iss": ISSUER, "sub": some_uuid(dice), "aud": AUDIENCE, "exp": EXPIRES_AT, "iat": ISSUED_AT}
        if self.is_access_token:
            claims |= {"jti": some_uuid(dice), "client_id": "orders-web", "scope": "orders:read orders:write",
                       "sid": some_uuid(dice), "auth_time": ISSUED_AT - 60, "amr": ["pwd", "otp"]}
        else:
            claims["jti"] = base64url(dice.randbytes(16))
        message = f"{base64url(compact_json(header))}.{base64url(compact_json(claims | other))}"
        return f"{message}.{base64url(self.signature(message.encode()))}"


def some_uuid(dice):
    return str(uuid.UUID(bytes=dice.randbytes(16), version=4))


def with_flipped_bit(token):
    """One bit of the signature is another, in its middle: no number out of range gives it away."""
    message, _, signature = token.rpartition(".")
    octets = bytearray(base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4)))
    octets[len(octets) * 3 // 4] ^= 1
    return f"{message}.{base64url(octets)}"


def noise(dice):
    """Three parts of letters that base64url knows, as long as a token may be, and nothing else."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    third = "".join(dice.choices(letters, k=TOKEN_BYTES_MAX // 3 // 4 * 4))
    return ".".join((third, third, third))


def refused(case, dice, count):
    """Tokens that have to be refused, and two files of good ones to compare them with."""
    room = TOKEN_BYTES_MAX - len(case.token(dice, filler=""))
    large = [case.token(dice, filler="x" * (room // 4 * 3 - 8)) for _ in range(count)]
    return {
        "flipped": [with_flipped_bit(case.token(dice)) for _ in range(count)],
        "expired": [case.token(dice, exp=ISSUED_AT + 900) for _ in range(count)],
        "unknown_kid": [case.token(dice, kid="k2") for _ in range(count)],
        "noise": [noise(dice) for _ in range(count)],
        "large": large,
        "large_flipped": [with_flipped_bit(token) for token in large],
    }


def make_case(name, folder):
    folder.mkdir(parents=True)
    case = Case(name)
    for kind, jwk in zip(("private", "public"), case.jwks()):
        (folder / f"{kind}.jwk").write_bytes(compact_json(jwk))
    if case.is_symmetric:
        (folder / "secret").write_bytes(case.key)
    else:
        (folder / "private.pem").write_bytes(case.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        (folder / "public.pem").write_bytes(case.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    dice = random.Random(name)
    write_lines(folder / "good", (case.token(dice) for _ in range(100)))
    if not case.is_access_token:
        for file, tokens in refused(case, dice, 20).items():
            write_lines(folder / file, tokens)
    if not case.is_symmetric and not case.is_access_token:
        write_lines(folder / "many", (case.token(dice) for _ in range(10_000)))


def write_lines(path, lines):
    path.write_text("".join(line + "\n" for line in lines))


def make_cases(names, folder):
    """A folder for each of `names` in `folder`, kept from run to run until this file changes."""
    version = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()
    for name in names:
        made = folder / name / "made"
        if made.exists() and made.read_text() == version:
            continue
        for file in (folder / name).glob("*"):
            file.unlink()
        if (folder / name).exists():
            (folder / name).rmdir()
        make_case(name, folder / name)
        made.write_text(version)
