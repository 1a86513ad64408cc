"""Keys of the test's own, of every algorithm, the tokens that they sign, and the program fed with them."""

import functools
import json
import subprocess

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from served import PROGRAM, SANITIZER_REPORTS, environment_of
from tokens import b64, compact

HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
CURVES = {"ES256": ("P-256", ec.SECP256R1, 32), "ES384": ("P-384", ec.SECP384R1, 48),
          "ES512": ("P-521", ec.SECP521R1, 66)}
ALGORITHMS = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
              "ES256", "ES384", "ES512", "EdDSA"]


def fed(data, *arguments, patience=60.0):
    """The program with these bytes as its standard input: exit code, output, complaints."""
    data = data if isinstance(data, bytes) else data.encode()
    done = subprocess.run([PROGRAM, *arguments], input=data, env=environment_of({}),
                          capture_output=True, timeout=patience, check=False)
    for report in SANITIZER_REPORTS:
        assert report.encode() not in done.stderr, done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def number_text(number, size=None):
    return b64(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))


@functools.lru_cache(None)
def rsa_key(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


class SigningKey:
    """A key for one algorithm; `public` and `private` are its JWKs."""

    def __init__(self, algorithm, kid="k", curve="Ed25519", bits=2048, secret=None):
        self.algorithm = algorithm
        named = {"alg": algorithm, **({"kid": kid} if kid else {})}
        if algorithm.startswith("HS"):
            self.secret = secret or bytes(range(100, 100 + int(algorithm[2:]) // 8))
            self.public = self.private = {"kty": "oct", "k": b64(self.secret), **named}
        elif algorithm in CURVES:
            name, kind, size = CURVES[algorithm]
            self.key = ec.generate_private_key(kind())
            numbers = self.key.private_numbers()
            point = numbers.public_numbers
            self.public = {"kty": "EC", "crv": name, "x": number_text(point.x, size),
                           "y": number_text(point.y, size), **named}
            self.private = {**self.public, "d": number_text(numbers.private_value, size)}
        elif algorithm == "EdDSA":
            self.key = (ed25519.Ed25519PrivateKey if curve == "Ed25519" else ed448.Ed448PrivateKey).generate()
            x = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            d = self.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
            self.public = {"kty": "OKP", "crv": curve, "x": b64(x), **named}
            self.private = {**self.public, "d": b64(d)}
        else:
            self.key = rsa_key(bits)
            numbers = self.key.private_numbers()
            public = numbers.public_numbers
            self.public = {"kty": "RSA", "n": number_text(public.n), "e": number_text(public.e), **named}
            secrets = {"d": numbers.d, "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1,
                       "dq": numbers.dmq1, "qi": numbers.iqmp}
            self.private = {**self.public, **{name: number_text(value) for name, value in secrets.items()}}

    def pem(self):
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def signature(self, message):
        if self.algorithm == "EdDSA":
            return self.key.sign(message)
        digest = HASHES[self.algorithm[2:]]()
        if self.algorithm.startswith("HS"):
            mac = hmac.HMAC(self.secret, digest)
            mac.update(message)
            return mac.finalize()
        if self.algorithm.startswith("RS"):
            return self.key.sign(message, padding.PKCS1v15(), digest)
        if self.algorithm.startswith("PS"):
            salted = padding.PSS(padding.MGF1(digest), digest.digest_size)
            return self.key.sign(message, salted, digest)
        size = CURVES[self.algorithm][2]
        r, s = utils.decode_dss_signature(self.key.sign(message, ec.ECDSA(digest)))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    def token(self, claims, header=None, **more):
        """`claims` and `header` as dicts or as the bytes that shall stand."""
        if header is None:
            kid = {"kid": self.public["kid"]} if "kid" in self.public else {}
            header = {"alg": self.algorithm, **kid, **more}
        signing_input = f"{b64(compact(header))}.{b64(compact(claims))}"
        return f"{signing_input}.{b64(self.signature(signing_input.encode()))}"


def key_set(*keys):
    return json.dumps({"keys": [key.public if isinstance(key, SigningKey) else key for key in keys]})
