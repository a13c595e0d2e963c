package io.github.wirespeed;

import io.github.wirespeed.client.ProxyEnvironment;
import io.github.wirespeed.client.ProxyHop;
import io.github.wirespeed.client.ProxySelection;
import io.github.wirespeed.client.ProxyUrl;
import java.io.IOException;
import java.net.ProxySelector;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Which proxy a connection goes through. Immutable: every method gives a copy.
 *
 * <pre>
 *   WebSocketOptions.defaults().proxy(Proxy.http("proxy.corp", 3128).credentials(user, password));
 *   WebSocketOptions.defaults().proxy(Proxy.of("socks5://127.0.0.1:1080"));
 *   WebSocketOptions.defaults().proxy(Proxy.environment());
 * </pre>
 *
 * <p>Every proxy is asked for the server by its name, and looks that up itself: nothing is asked of
 * the resolver here but the proxy's own name. HTTP proxies are asked by CONNECT for {@code ws} as
 * well as for {@code wss}. A proxy that does not open the way is a {@link ProxyException}.
 */
public final class Proxy {
  private static final Proxy NONE = new Proxy(null, ProxyHop.Choice.NONE, "none");
  private static final Proxy SYSTEM =
      new Proxy(null, new ProxySelection(ProxySelector::getDefault), "system");

  private final ProxyHop fixed; // null where it is chosen for each server
  private final ProxyHop.Choice choice;
  private final String shown;

  private Proxy(ProxyHop fixed, ProxyHop.Choice choice, String shown) {
    this.fixed = fixed;
    this.choice = choice;
    this.shown = shown;
  }

  private static Proxy fixed(ProxyHop hop) {
    return new Proxy(hop, uri -> hop, hop.toString());
  }

  private static Proxy fixed(ProxyHop.Kind kind, String host, int port) {
    return fixed(ProxyHop.of(kind, host, port));
  }

  /** None: straight to the server. */
  public static Proxy none() {
    return NONE;
  }

  /**
   * An HTTP proxy, by CONNECT (RFC 9110 9.3.6). What is said to the proxy itself, credentials
   * included, goes in the clear.
   *
   * @param host a name or an address
   * @throws IllegalArgumentException if host or port can be none
   */
  public static Proxy http(String host, int port) {
    return fixed(ProxyHop.Kind.HTTP, host, port);
  }

  /**
   * An HTTP proxy to which TLS is spoken, as {@link #tls} says, by CONNECT. TLS with a {@code wss}
   * server is spoken inside of it.
   *
   * @throws IllegalArgumentException as {@link #http}
   */
  public static Proxy https(String host, int port) {
    return fixed(ProxyHop.Kind.HTTPS, host, port);
  }

  /**
   * A SOCKS5 proxy (RFC 1928).
   *
   * @throws IllegalArgumentException as {@link #http}
   */
  public static Proxy socks5(String host, int port) {
    return fixed(ProxyHop.Kind.SOCKS5, host, port);
  }

  /**
   * A SOCKS4 proxy with the extension 4A, which looks names up. It cannot be asked for an IPv6
   * address, and knows users without passwords only.
   *
   * @throws IllegalArgumentException as {@link #http}
   */
  public static Proxy socks4a(String host, int port) {
    return fixed(ProxyHop.Kind.SOCKS4A, host, port);
  }

  /**
   * A proxy by its URL, {@code scheme://[user[:password]@]host[:port]}. The scheme is {@code http},
   * {@code https}, {@code socks5} (or {@code socks5h}, the same here) or {@code socks4a} (or {@code
   * socks4}, the same here); user and password are percent-encoded; the port is 80, 443 or 1080 if
   * it is left out.
   *
   * @throws IllegalArgumentException if it is not such a URL: the message says what is wrong, and
   *     shows no password
   */
  public static Proxy of(String url) {
    return fixed(ProxyUrl.parse(url));
  }

  /**
   * What the JVM's {@link ProxySelector#getDefault} says at the time of each connect. Without one
   * of the application's that follows the system properties {@code http.proxyHost} and {@code
   * http.proxyPort} for {@code ws}, {@code https.proxyHost} and {@code https.proxyPort} for {@code
   * wss}, {@code socksProxyHost} and {@code socksProxyPort} for both, and {@code
   * http.nonProxyHosts}.
   */
  public static Proxy system() {
    return SYSTEM;
  }

  /**
   * What a selector says at each connect: it is asked for an {@code http} URI where the server's is
   * {@code ws}, and {@code https} for {@code wss}, and may wait, on the thread that looks names up.
   * Of several proxies the first that can be spoken to is taken. {@link
   * ProxySelector#connectFailed} is not called. {@link java.net.Proxy.Type#SOCKS} is SOCKS5, unless
   * the system property {@code socksProxyVersion} is 4; {@code java.net.socks.username} and {@code
   * java.net.socks.password} are used.
   */
  public static Proxy selector(ProxySelector selector) {
    Objects.requireNonNull(selector, "selector");
    return new Proxy(null, new ProxySelection(() -> selector), "selector");
  }

  /**
   * What the environment variables of this process say: {@code HTTP_PROXY} for {@code ws} servers,
   * {@code HTTPS_PROXY} for {@code wss}, {@code ALL_PROXY} where that is not set, each a URL as in
   * {@link #of} or a bare {@code host:port}; {@code NO_PROXY} lists what is reached directly, by
   * name ({@code example.com} with all below it, {@code .example.com} for those only), address,
   * block ({@code 10.0.0.0/8}), each with a port if need be, or {@code *}. In small letters the
   * variables come first. A variable that makes no sense fails the connect that needs it, with an
   * {@link IOException} that names it.
   */
  public static Proxy environment() {
    return environment(System.getenv());
  }

  /** The same with the variables of another environment. */
  public static Proxy environment(Map<String, String> variables) {
    return new Proxy(null, new ProxyEnvironment(variables), "environment");
  }

  /**
   * Says to the proxy who this is, if it asks (SOCKS5) or at once (the others), in place of what a
   * URL or a property says. HTTP: Basic authentication (RFC 7617); never sent to the server.
   * SOCKS5: RFC 1929. SOCKS4a: the user, and an empty password.
   *
   * @throws IllegalArgumentException if the proxy's protocol cannot carry them; the message shows
   *     neither
   */
  public Proxy credentials(String user, String password) {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    return with(hop -> hop.as(user, password));
  }

  /**
   * How TLS is spoken with the proxy itself. Default {@link Tls#defaults()}; {@link
   * WebSocketOptions#tls} says it for the server.
   *
   * @throws IllegalArgumentException if this is a proxy to which no TLS is spoken
   */
  public Proxy tls(Tls tls) {
    Objects.requireNonNull(tls, "tls");
    if (fixed != null && fixed.kind() != ProxyHop.Kind.HTTPS) {
      throw new IllegalArgumentException("no TLS is spoken with proxy " + fixed);
    }
    return with(hop -> hop.over(tls.settings()));
  }

  private Proxy with(UnaryOperator<ProxyHop> change) {
    if (fixed != null) {
      return fixed(change.apply(fixed));
    }
    return new Proxy(
        null,
        uri -> {
          ProxyHop hop = choice.choose(uri);
          try {
            return hop == null ? null : change.apply(hop);
          } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
          }
        },
        shown);
  }

  ProxyHop.Choice choice() {
    return choice;
  }

  /** The proxy, without its user; or who chooses it. */
  @Override
  public String toString() {
    return shown;
  }
}
