"""Debian's python3-jwt (PyJWT)."""

import json
import secrets

from library import EC, HMAC, JWK_FORMS, KINDS, PRIVATE_FORMS, PUBLIC_FORMS, RSA, Key, Library, Refused
from library import alg_of, b64, unb64

try:
    import jwt
    from jwt.algorithms import ECAlgorithm, HMACAlgorithm, OKPAlgorithm, RSAAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
    MISSING = ""
except ImportError as error:
    MISSING = f"{error}: ./dev test installs Debian's python3-jwt."


def jwk_algorithm(kind):
    """The class that reads and writes JWKs of this kind."""
    if kind in HMAC:
        return HMACAlgorithm
    return RSAAlgorithm if kind in RSA else ECAlgorithm if kind in EC else OKPAlgorithm


def new_key(kind):
    if kind in RSA:
        return rsa.generate_private_key(65537, 2048)
    if kind in EC:
        return ec.generate_private_key({"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}[kind]())
    return (ed25519.Ed25519PrivateKey if kind == "Ed25519" else ed448.Ed448PrivateKey).generate()


def has_short_member(pair):
    """Whether PyJWT 2.6 writes an elliptic key as a JWK that is none: it drops leading zeros, which
    RFC 7518 sections 6.2.1.2 and 6.2.2.1 demand, and then cannot read the key itself."""
    size = -(-pair.curve.key_size // 8)
    written = json.loads(ECAlgorithm.to_jwk(pair))
    return any(len(unb64(written[name])) != size for name in ("x", "y", "d"))


def private_pem(key, form):
    """In PKCS#8, PKCS#1 or SEC1."""
    is_pkcs8 = form == "pkcs8"
    shape = serialization.PrivateFormat.PKCS8 if is_pkcs8 else serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, shape, serialization.NoEncryption()).decode()


def public_pem(key, form):
    """As SubjectPublicKeyInfo or in PKCS#1."""
    shape = serialization.PublicFormat.SubjectPublicKeyInfo if form == "spki" else serialization.PublicFormat.PKCS1
    return key.public_bytes(serialization.Encoding.PEM, shape).decode()


class PyJwt(Library):
    name = "pyjwt"
    missing = MISSING
    kinds = KINDS
    writes = PRIVATE_FORMS + PUBLIC_FORMS
    reads = writes

    def generate(self, kind):
        if kind in HMAC:
            return Key("secret", b64(secrets.token_bytes(64)))
        pair = new_key(kind)
        while kind in EC and has_short_member(pair):
            pair = new_key(kind)
        return Key("pkcs8", private_pem(pair, "pkcs8"))

    def _material(self, key, kind):
        if key.form in JWK_FORMS:
            return jwk_algorithm(kind).from_jwk(key.text)
        return key.octets

    def _pair(self, key, kind):
        if key.form in JWK_FORMS:
            return jwk_algorithm(kind).from_jwk(key.text)
        return serialization.load_pem_private_key(key.octets, None)

    def rewritten(self, key, kind, form):
        if kind in HMAC:
            return key if form == key.form else Key(form, jwk_algorithm(kind).to_jwk(unb64(key.text)))
        pair = self._pair(key, kind)
        if form in JWK_FORMS:
            return Key(form, jwk_algorithm(kind).to_jwk(pair if form == "private_jwk" else pair.public_key()))
        if form in ("spki", "public_pkcs1"):
            return Key(form, public_pem(pair.public_key(), form))
        return Key(form, private_pem(pair, form))

    def sign(self, key, kind, header, claims):
        return jwt.encode(claims, self._material(key, kind), alg_of(kind), headers=header)

    def sign_octets(self, key, kind, header, payload):
        return jwt.api_jws.encode(payload.encode(), self._material(key, kind), alg_of(kind), headers=header)

    @staticmethod
    def unsecured(claims):
        return jwt.encode(claims, None, "none")

    def detached(self, key, kind, payload):
        """RFC 7797's payload that is neither encoded nor carried."""
        return jwt.api_jws.encode(payload.encode(), self._material(key, kind), alg_of(kind), is_payload_detached=True)

    def verdicts(self, key, kind, tokens):
        material = self._material(key, kind)
        return [self._verdict(material, kind, token) for token in tokens]

    @staticmethod
    def _verdict(material, kind, token):
        try:
            # `aud` and `iss` are compared only where the caller names them.
            read = jwt.api_jwt.decode_complete(token, material, [alg_of(kind)], options={"verify_aud": False})
            return read["header"], read["payload"]
        except Exception as error:  # also what falls out of it unhandled
            return Refused(repr(error))

