package io.github.wirespeed;

import io.github.wirespeed.client.ProxyFailure;
import io.github.wirespeed.protocol.HttpHead;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A proxy did not open the way to the server: it refused, ended the connection, or does not speak
 * what it should. The server has seen nothing.
 */
public final class ProxyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String proxy;
  private final boolean wantsCredentials;
  private final int status;
  private final int socksReply;
  private final transient Map<String, List<String>> headers;
  private final transient byte[] body;

  private ProxyException(ProxyFailure failure) {
    super(failure.getMessage(), failure.getCause());
    HttpHead response = failure.response();
    this.proxy = failure.proxy();
    this.wantsCredentials = failure.wantsCredentials();
    this.status = response == null ? 0 : response.status();
    this.socksReply = failure.reply();
    this.headers = response == null ? Map.of() : response.asMap();
    this.body = failure.body();
  }

  /** What a failed opening tells. */
  static ProxyException of(ProxyFailure failure) {
    return new ProxyException(failure);
  }

  /** The proxy, "host:port". */
  public String proxy() {
    return proxy;
  }

  /**
   * Whether the proxy wants to know who this is, or does not believe it: status 407 (or 401), a
   * SOCKS5 proxy that accepts no way of authentication that was offered or refuses user and
   * password, SOCKS4 reply 93.
   */
  public boolean wantsCredentials() {
    return wantsCredentials;
  }

  /** The HTTP status; 0 where no whole answer came, or it is a SOCKS proxy. */
  public int status() {
    return status;
  }

  /**
   * The code of the SOCKS reply: 1 to 255 of SOCKS5 (RFC 1928 6), 91 to 93 of SOCKS4; 0 where there
   * is none.
   */
  public int socksReply() {
    return socksReply;
  }

  /** The answer's headers, by name in any case; empty where there is none. */
  public Map<String, List<String>> headers() {
    return headers == null ? Map.of() : headers;
  }

  /** The start of the answer's body, at most {@link WebSocketOptions#maxRefusalBody}. */
  public byte[] body() {
    return body == null ? new byte[0] : body.clone();
  }
}
