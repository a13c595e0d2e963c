package io.github.wirespeed.client;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * How TLS is spoken: makes the engine for each connection. Immutable.
 *
 * @param context null for the platform's
 * @param protocols null for the context's
 * @param ciphers null for the context's
 * @param serverName who the peer must be, in place of the host; null for the host
 * @param applicationProtocols to be offered by ALPN (RFC 7301); empty to offer none
 * @param anybody whether the peer may be anybody: then no name is compared
 */
public record TlsSettings(
    SSLContext context,
    List<String> protocols,
    List<String> ciphers,
    String serverName,
    List<String> applicationProtocols,
    boolean anybody) {
  /** The platform's: its trusted issuers, host names verified. */
  public static final TlsSettings PLATFORM =
      new TlsSettings(null, null, null, null, List.of(), false);

  /** The same with another {@code context}. */
  public TlsSettings withContext(SSLContext other) {
    return new TlsSettings(other, protocols, ciphers, serverName, applicationProtocols, anybody);
  }

  /** The same with another {@code protocols}. */
  public TlsSettings withProtocols(List<String> other) {
    return new TlsSettings(context, other, ciphers, serverName, applicationProtocols, anybody);
  }

  /** The same with another {@code ciphers}. */
  public TlsSettings withCiphers(List<String> other) {
    return new TlsSettings(context, protocols, other, serverName, applicationProtocols, anybody);
  }

  /** The same with another {@code serverName}. */
  public TlsSettings withServerName(String other) {
    return new TlsSettings(context, protocols, ciphers, other, applicationProtocols, anybody);
  }

  /** The same with another {@code applicationProtocols}. */
  public TlsSettings withApplicationProtocols(List<String> other) {
    return new TlsSettings(context, protocols, ciphers, serverName, other, anybody);
  }

  /**
   * An engine for one connection. It is told the host and the port, by which the JDK finds the
   * session that the connection before it left.
   *
   * @throws SSLException if a protocol or cipher is not known; the message names it
   */
  SSLEngine engine(String host, int port) throws SSLException {
    String peer = serverName != null ? serverName : withoutScope(host);
    SSLEngine engine = contextOrPlatforms().createSSLEngine(peer, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    // RFC 6455 gives wss the rules of https (RFC 9110 4.3.4); they hold for addresses as well.
    parameters.setEndpointIdentificationAlgorithm(anybody ? null : "HTTPS");
    if (!Names.isLiteral(peer)) {
      nameIn(parameters, peer);
    }
    try {
      if (protocols != null) {
        parameters.setProtocols(protocols.toArray(new String[0]));
      }
      if (ciphers != null) {
        parameters.setCipherSuites(ciphers.toArray(new String[0]));
      }
      parameters.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
      engine.setSSLParameters(parameters);
    } catch (IllegalArgumentException e) {
      throw new SSLException("TLS cannot be spoken as wanted: " + e.getMessage(), e);
    }
    return engine;
  }

  private SSLContext contextOrPlatforms() throws SSLException {
    try {
      return context != null ? context : SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new SSLException("the platform's TLS does not work: " + e.getMessage(), e);
    }
  }

  /**
   * RFC 6066 3: a name that is none for DNS is not sent; the JDK leaves out those without a dot.
   */
  private static void nameIn(SSLParameters parameters, String peer) {
    try {
      parameters.setServerNames(List.of(new SNIHostName(peer)));
    } catch (IllegalArgumentException e) {
      parameters.setServerNames(List.of());
    }
  }

  /** An IPv6 address has its zone for this machine only: no certificate has it. */
  private static String withoutScope(String host) {
    int zone = host.indexOf(':') < 0 ? -1 : host.indexOf('%');
    return zone < 0 ? host : host.substring(0, zone);
  }
}
