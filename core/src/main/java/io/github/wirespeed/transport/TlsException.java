package io.github.wirespeed.transport;

import javax.net.ssl.SSLException;

/** What ends a TLS connection and is not for the JDK's engine to notice. */
public final class TlsException extends SSLException {
  private static final long serialVersionUID = 1;

  /** What it was. */
  public enum Kind {
    /** What the peer sent first is not TLS. */
    NO_TLS,
    /** The peer ended the connection before the handshake was over. */
    ENDED_IN_HANDSHAKE,
    /** TCP ended without a close_notify: bytes may be missing (RFC 8446 6.1). */
    CUT_OFF,
    /** The peer does what we refuse. */
    REFUSED
  }

  private final Kind kind;

  TlsException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What it was. */
  public Kind kind() {
    return kind;
  }
}
