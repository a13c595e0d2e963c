"""One file for each client. It has `shape`, the class of its workloads, `version()`, and `Session`, which
`open`s a URL, sends, receives in the way of its shape, and `close`s."""

import ssl


def trust(ca):
    """A context that trusts one certificate and no other; nothing without TLS."""
    if ca is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca)
    return context
