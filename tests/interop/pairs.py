"""Keys to sign and to verify with, each made once a test file."""

import functools

from library import PRIVATE_FORMS, RSA, forms_of


@functools.cache
def _made(library, kind, number):
    return library.generate(kind)


def new_key(library, kind, number=0):
    """A private key of this library's own making, in whichever form it has it; numbers tell its
    keys apart."""
    is_bound = library.name == "cardea"  # its JWKs name their algorithm; others' RSA keys serve all six
    return _made(library, RSA[0] if kind in RSA and not is_bound else kind, number)


@functools.cache
def in_form(library, kind, form):
    """That key, as the library writes it down."""
    return library.rewritten(new_key(library, kind), kind, form)


def to_verify_with(library, kind, reader):
    """The key that `reader` verifies with: a public one, but for HMAC."""
    return in_form(library, kind, _first_form(("public_jwk", "spki"), library, kind, reader))


def to_sign_with(library, kind, reader):
    return in_form(library, kind, _first_form((), library, kind, reader))


def _first_form(preferred, library, kind, reader):
    return next(form for form in (*preferred, *PRIVATE_FORMS)
                if form in forms_of(kind) and form in library.writes and form in reader.reads)
