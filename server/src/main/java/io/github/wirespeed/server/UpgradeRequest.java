package io.github.wirespeed.server;

import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.PlainRequest;
import io.github.wirespeed.protocol.ServerHandshake;
import io.github.wirespeed.transport.Transport;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client's opening request, before and after it is answered; or its request for something else,
 * where {@link ServerBuilder#get} has it. Immutable; any thread.
 *
 * <p>Everything in it is the client's to choose, the addresses excepted: none of it says who the
 * client is.
 */
public final class UpgradeRequest {
  private final HttpHead head;
  private final String path;
  private final String query;
  private final List<String> subprotocols;
  private final Map<String, String> parameters;
  private final SocketAddress remoteAddress;
  private final SocketAddress localAddress;
  private final boolean secure;

  /** A request that asks for no WebSocket. */
  UpgradeRequest(PlainRequest plain, Transport transport, boolean secure) {
    this(
        plain.head(),
        plain.resourceName(),
        List.of(),
        Map.of(),
        transport.remoteAddress(),
        transport.localAddress(),
        secure);
  }

  UpgradeRequest(ServerHandshake handshake, Transport transport, boolean secure) {
    this(
        handshake.request(),
        handshake.resourceName(),
        handshake.requestedSubprotocols(),
        Map.of(),
        transport.remoteAddress(),
        transport.localAddress(),
        secure);
  }

  private UpgradeRequest(
      HttpHead head,
      String resource,
      List<String> subprotocols,
      Map<String, String> parameters,
      SocketAddress remoteAddress,
      SocketAddress localAddress,
      boolean secure) {
    int mark = resource.indexOf('?');
    this.head = head;
    this.path = mark < 0 ? resource : resource.substring(0, mark);
    this.query = mark < 0 ? "" : resource.substring(mark + 1);
    this.subprotocols = subprotocols;
    this.parameters = parameters;
    this.remoteAddress = remoteAddress;
    this.localAddress = localAddress;
    this.secure = secure;
  }

  /** The same with what a route's path found in it. */
  UpgradeRequest with(Map<String, String> found) {
    return new UpgradeRequest(
        head,
        query.isEmpty() ? path : path + "?" + query,
        subprotocols,
        found,
        remoteAddress,
        localAddress,
        secure);
  }

  /** What is asked for, from the first slash to the query, as it was sent. */
  public String path() {
    return path;
  }

  /** What stands behind the question mark, as it was sent; empty if there is none. */
  public String query() {
    return query;
  }

  /**
   * What stands in the path where the route has a parameter, percent-decoded: it is not empty, and
   * may hold anything, a slash that was encoded too. It is no name for a file.
   *
   * @throws IllegalArgumentException if the route has no such parameter
   */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the route has no parameter \"" + name + "\"; it has " + parameters.keySet());
    }
    return value;
  }

  /** All parameters of the path, by name; unmodifiable. */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** GET, or HEAD where no WebSocket is asked for. */
  public String method() {
    return head.method();
  }

  /** The first header of a name, in any case. */
  public Optional<String> header(String name) {
    return head.first(name);
  }

  /** All headers, by name in any case; unmodifiable. */
  public Map<String, List<String>> headers() {
    return head.asMap();
  }

  /** The Host header: what the client, or its user, believes to talk to. */
  public String host() {
    return head.first("Host").orElse("");
  }

  /** The Origin header, which browsers send and pages cannot forge; other clients can. */
  public Optional<String> origin() {
    return head.first("Origin");
  }

  /** All Origin headers: there should be one at most. */
  List<String> origins() {
    return head.all("Origin");
  }

  /** What the client would like to speak, its favourite first; unmodifiable. */
  public List<String> subprotocols() {
    return subprotocols;
  }

  /** The client's address, or its proxy's. */
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** The address that it came to. */
  public SocketAddress localAddress() {
    return localAddress;
  }

  /** Whether it came over TLS to this server. */
  public boolean isSecure() {
    return secure;
  }

  /** "GET /chat/7 from /127.0.0.1:5000": for logs. */
  @Override
  public String toString() {
    return head.method() + " " + path + " from " + remoteAddress;
  }
}
