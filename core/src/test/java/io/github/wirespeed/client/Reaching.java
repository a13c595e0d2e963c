package io.github.wirespeed.client;

import io.github.wirespeed.protocol.WebSocketUri;
import java.net.CookieHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes a {@link Request} that reaches its server in a way of the test's. */
final class Reaching {
  private Names names = Names.PLATFORM;
  private SocketSettings sockets = SocketSettings.DEFAULTS;
  private Duration attemptDelay = Reach.DIRECT.attemptDelay();
  private Path unixSocket;
  private ProxyHop.Choice proxy = ProxyHop.Choice.NONE;
  private TlsSettings tls = TlsSettings.PLATFORM;
  private int redirects;
  private Reach.Credentials credentials;
  private CookieHandler cookies;

  static Reaching by(Names names) {
    Reaching made = new Reaching();
    made.names = names;
    return made;
  }

  static Reaching directly() {
    return new Reaching();
  }

  Reaching names(Names other) {
    this.names = other;
    return this;
  }

  Reaching sockets(SocketSettings settings) {
    this.sockets = settings;
    return this;
  }

  Reaching attemptDelay(Duration delay) {
    this.attemptDelay = delay;
    return this;
  }

  Reaching unixSocket(Path path) {
    this.unixSocket = path;
    return this;
  }

  Reaching proxy(ProxyHop.Choice choice) {
    this.proxy = choice;
    return this;
  }

  Reaching tls(TlsSettings settings) {
    this.tls = settings;
    return this;
  }

  Reaching redirects(int most) {
    this.redirects = most;
    return this;
  }

  Reaching credentials(String user, String password) {
    this.credentials = new Reach.Credentials(user, password);
    return this;
  }

  Reaching cookies(CookieHandler handler) {
    this.cookies = handler;
    return this;
  }

  Request request(String uri) {
    return request(WebSocketUri.of(uri), List.of(), List.of());
  }

  Request request(
      WebSocketUri uri, List<Map.Entry<String, String>> headers, List<String> subprotocols) {
    Request plain = Request.of(uri, headers, subprotocols);
    return new Request(
        uri,
        plain.headers(),
        plain.subprotocols(),
        plain.extensions(),
        plain.limits(),
        new Reach(
            names, sockets, attemptDelay, unixSocket, proxy, tls, redirects, credentials, cookies));
  }
}
