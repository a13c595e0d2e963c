package io.github.wirespeed.client;

import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/**
 * The proxy that a {@link ProxySelector} names. It is asked for {@code http} or {@code https} in
 * place of {@code ws} and {@code wss}, which selectors do not know. Any thread.
 */
public final class ProxySelection implements ProxyHop.Choice {
  private final Supplier<ProxySelector> selector;

  /** Asks the one that is there at the time; null is the direct way. */
  public ProxySelection(Supplier<ProxySelector> selector) {
    this.selector = selector;
  }

  @Override
  public ProxyHop choose(WebSocketUri uri) throws IOException {
    ProxySelector asked = selector.get();
    if (asked == null) {
      return null;
    }
    List<Proxy> proxies;
    try {
      proxies = asked.select(asHttp(uri));
    } catch (RuntimeException e) {
      throw new IOException("the ProxySelector failed for " + uri + ": " + e, e);
    }
    if (proxies == null || proxies.isEmpty()) {
      return null; // as the JDK's own clients take it
    }
    IllegalArgumentException problem = null;
    for (Proxy proxy : proxies) {
      if (proxy.type() == Proxy.Type.DIRECT) {
        return null;
      }
      try {
        return hop(proxy);
      } catch (IllegalArgumentException e) {
        problem = e;
      }
    }
    throw new IOException(
        "the ProxySelector named no usable proxy for " + uri + ": " + problem.getMessage());
  }

  private static URI asHttp(WebSocketUri uri) {
    String scheme = uri.secure() ? "https" : "http";
    String text = uri.toString();
    return URI.create(scheme + text.substring(text.indexOf("://")));
  }

  private static ProxyHop hop(Proxy proxy) {
    if (!(proxy.address() instanceof InetSocketAddress address)) {
      throw new IllegalArgumentException("proxy " + proxy + " has no host and port");
    }
    String host = address.getHostString();
    if (proxy.type() == Proxy.Type.HTTP) {
      return ProxyHop.of(ProxyHop.Kind.HTTP, host, address.getPort());
    }
    // java.net has one type for all versions; these properties of the JDK say the rest.
    String user = System.getProperty("java.net.socks.username");
    if ("4".equals(System.getProperty("socksProxyVersion"))) {
      return ProxyHop.of(ProxyHop.Kind.SOCKS4A, host, address.getPort()).as(user, null);
    }
    return ProxyHop.of(ProxyHop.Kind.SOCKS5, host, address.getPort())
        .as(user, System.getProperty("java.net.socks.password"));
  }

  @Override
  public String toString() {
    return "selector";
  }
}
