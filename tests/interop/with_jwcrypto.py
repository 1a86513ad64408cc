"""Debian's python3-jwcrypto."""

import json

from library import EC, EDDSA, HMAC, KINDS, PRIVATE_FORMS, PUBLIC_FORMS, Key, Library, Refused, alg_of

try:
    from cryptography.hazmat.primitives import serialization
    from jwcrypto import jwe, jwk, jws, jwt
    MISSING = ""
except ImportError as error:
    MISSING = f"{error}: ./dev test installs Debian's python3-jwcrypto."

SECRET_BITS = {"HS256": 256, "HS384": 384, "HS512": 512}
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "Ed25519": "Ed25519", "Ed448": "Ed448"}


def new_key(kind, **members):
    if kind in HMAC:
        return jwk.JWK.generate(kty="oct", size=SECRET_BITS[kind], **members)
    if kind in EC + EDDSA:
        return jwk.JWK.generate(kty="EC" if kind in EC else "OKP", crv=CURVES[kind], **members)
    return jwk.JWK.generate(kty="RSA", size=2048, **members)


def key_of(key):
    if key.form in ("private_jwk", "public_jwk"):
        return jwk.JWK.from_json(key.text)
    if key.form == "secret":
        return jwk.JWK(kty="oct", k=key.text)
    return jwk.JWK.from_pem(key.text.encode())


def traditional_pem(key, is_private):
    """PKCS#1 or SEC1, which the library leaves to the one below it."""
    pem = serialization.load_pem_private_key(key.export_to_pem(private_key=True, password=None), None)
    if is_private:
        return pem.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                                 serialization.NoEncryption())
    return pem.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1)


class Jwcrypto(Library):
    name = "jwcrypto"
    missing = MISSING
    kinds = KINDS
    writes = PRIVATE_FORMS + PUBLIC_FORMS
    reads = writes

    def generate(self, kind):
        return Key("private_jwk", new_key(kind).export())

    def rewritten(self, key, kind, form):
        read = key_of(key)
        if form == "private_jwk":
            return Key(form, read.export())
        if form == "public_jwk":
            return Key(form, read.export_public())
        if form == "secret":
            return Key(form, read.export(as_dict=True)["k"])
        if form == "pkcs8":
            return Key(form, read.export_to_pem(private_key=True, password=None).decode())
        if form == "spki":
            return Key(form, read.export_to_pem().decode())
        return Key(form, traditional_pem(read, form != "public_pkcs1").decode())

    def thumbprint(self, key):
        return key_of(key).thumbprint()

    def sign(self, key, kind, header, claims):
        token = jwt.JWT(header={"alg": alg_of(kind), **header}, claims=claims)
        token.make_signed_token(key_of(key))
        return token.serialize()

    def sign_octets(self, key, kind, header, payload, compact=True):
        token = jws.JWS(payload)
        token.add_signature(key_of(key), protected=json.dumps({"alg": alg_of(kind), **header}))
        return token.serialize(compact)

    def encrypt(self, key, header, payload):
        token = jwe.JWE(payload, json.dumps(header))
        token.add_recipient(key_of(key))
        return token.serialize(compact=True)

    def verdicts(self, key, kind, tokens):
        trusted = key_of(key)
        return [self._verdict(trusted, [alg_of(kind)], token) for token in tokens]

    def verify_by_set(self, jwk_set, token):
        return self._verdict(jwk.JWKSet.from_json(json.dumps(jwk_set)), None, token)

    @staticmethod
    def jwk_set(keys):
        """The public keys as the library publishes them."""
        together = jwk.JWKSet()
        for key in keys:
            together.add(key_of(key))
        return together.export(private_keys=False)

    @staticmethod
    def weak_rsa():
        return Key("private_jwk", jwk.JWK.generate(kty="RSA", size=1024).export())

    @staticmethod
    def key_to_agree_with():
        """For ECDH, which signs nothing."""
        return Key("private_jwk", jwk.JWK.generate(kty="OKP", crv="X25519").export())

    @staticmethod
    def encrypted_pem(key):
        return Key("pkcs8", key_of(key).export_to_pem(private_key=True, password=b"secret").decode())

    @staticmethod
    def _verdict(trusted, algorithms, token):
        try:
            read = jwt.JWT(jwt=token, key=trusted, algs=algorithms)
            return read.token.jose_header, json.loads(read.claims)
        except Exception as error:  # its exceptions have no class of their own above them
            return Refused(repr(error))
