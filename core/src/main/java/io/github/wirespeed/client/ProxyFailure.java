package io.github.wirespeed.client;

import io.github.wirespeed.protocol.HttpHead;
import java.io.IOException;

/**
 * A proxy did not open the way: it refused, or ended, or does not speak what it should. Below the
 * API, which makes an exception of its own of it.
 */
public final class ProxyFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final String proxy;
  private final boolean wantsCredentials;
  private final int reply;
  private final transient HttpHead response;
  private final transient byte[] body;

  private ProxyFailure(
      ProxyHop hop,
      String what,
      boolean wantsCredentials,
      int reply,
      HttpHead response,
      byte[] body) {
    super("proxy " + hop.address() + " " + what);
    this.proxy = hop.address();
    this.wantsCredentials = wantsCredentials;
    this.reply = reply;
    this.response = response;
    this.body = body;
  }

  /** It did something else than to answer. */
  static ProxyFailure of(ProxyHop hop, String what) {
    return new ProxyFailure(hop, what, false, 0, null, new byte[0]);
  }

  /** The connection to it failed. */
  static ProxyFailure network(ProxyHop hop, IOException cause) {
    ProxyFailure failure = of(hop, "failed: " + cause.getMessage());
    failure.initCause(cause);
    return failure;
  }

  /** It wants to know who this is, or does not believe it. */
  static ProxyFailure credentials(ProxyHop hop, String what) {
    return new ProxyFailure(hop, what, true, 0, null, new byte[0]);
  }

  /** What a SOCKS proxy replied, other than that the way is open. */
  static ProxyFailure reply(ProxyHop hop, String what, int code, boolean wantsCredentials) {
    return new ProxyFailure(hop, what, wantsCredentials, code, null, new byte[0]);
  }

  /**
   * What an HTTP proxy answered, other than 2xx.
   *
   * @param response null where no whole head came
   */
  static ProxyFailure answer(ProxyHop hop, String what, HttpHead response, byte[] body) {
    // 401 is the server's to say, which has seen nothing: there are proxies that mean 407 by it.
    boolean who = response != null && (response.status() == 407 || response.status() == 401);
    return new ProxyFailure(hop, what, who, 0, response, body);
  }

  /** The proxy, "host:port". */
  public String proxy() {
    return proxy;
  }

  /** Whether it wants to know who this is, or does not believe it. */
  public boolean wantsCredentials() {
    return wantsCredentials;
  }

  /** The code of a SOCKS reply; 0 where there is none. */
  public int reply() {
    return reply;
  }

  /** What it answered by HTTP; null where no whole head came. */
  public HttpHead response() {
    return response;
  }

  /** The start of the answer's body, the receiver's. */
  public byte[] body() {
    return body;
  }
}
