package io.github.wirespeed.server;

import io.github.wirespeed.protocol.ServerHandshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * What becomes of an opening request. Immutable: every method gives a copy.
 *
 * <pre>
 *   request -&gt; tokens.contains(request.header("Authorization").orElse(""))
 *       ? UpgradeDecision.accept()
 *       : UpgradeDecision.reject(401, "who are you?").header("WWW-Authenticate", "Bearer");
 * </pre>
 */
public final class UpgradeDecision {
  private static final UpgradeDecision ACCEPT = new UpgradeDecision(101, "", null, List.of(), null);

  private final int status; // 101 accepts; 0 while it is to come
  private final String body;
  private final String subprotocol; // null: by the route
  private final List<Map.Entry<String, String>> headers;
  private final CompletionStage<UpgradeDecision> later;

  private UpgradeDecision(
      int status,
      String body,
      String subprotocol,
      List<Map.Entry<String, String>> headers,
      CompletionStage<UpgradeDecision> later) {
    this.status = status;
    this.body = body;
    this.subprotocol = subprotocol;
    this.headers = headers;
    this.later = later;
  }

  /** The connection is opened. */
  public static UpgradeDecision accept() {
    return ACCEPT;
  }

  static UpgradeDecision accept(List<Map.Entry<String, String>> headers) {
    return headers.isEmpty()
        ? ACCEPT
        : new UpgradeDecision(101, "", null, List.copyOf(headers), null);
  }

  /**
   * The connection is refused.
   *
   * @param status 300 to 599
   * @param body plain text for whoever looks at it
   * @throws IllegalArgumentException if the status is not one of a refusal
   */
  public static UpgradeDecision reject(int status, String body) {
    if (status < 300 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not in 300 to 599");
    }
    return new UpgradeDecision(status, Objects.requireNonNull(body, "body"), null, List.of(), null);
  }

  /**
   * It is decided when the stage is done, on whatever thread, within the time that the handshake
   * may take; then the client is answered with 408. A stage that fails, or gives null, is answered
   * with 500. Meanwhile no more than 4 KiB are read of the connection; if the client leaves, the
   * decision changes nothing.
   */
  public static UpgradeDecision later(CompletionStage<UpgradeDecision> decision) {
    return new UpgradeDecision(
        0, "", null, List.of(), Objects.requireNonNull(decision, "decision"));
  }

  /**
   * Adds a header to the answer.
   *
   * @throws IllegalArgumentException if name or value is not one that HTTP allows, or the header is
   *     one that the handshake writes itself
   * @throws IllegalStateException if the decision is to come: the header is its own affair
   */
  public UpgradeDecision header(String name, String value) {
    requireKnown();
    ServerHandshake.requireHeader(name, value);
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new UpgradeDecision(status, body, subprotocol, List.copyOf(more), null);
  }

  /**
   * Speaks this subprotocol, in place of the route's choice.
   *
   * @param name one that the client asked for; else the client is answered with 500
   * @throws IllegalStateException if the request is not accepted
   */
  public UpgradeDecision subprotocol(String name) {
    requireKnown();
    if (!accepts()) {
      throw new IllegalStateException("a refusal has no subprotocol");
    }
    return new UpgradeDecision(status, body, Objects.requireNonNull(name, "name"), headers, null);
  }

  private void requireKnown() {
    if (later != null) {
      throw new IllegalStateException("the decision is to come");
    }
  }

  boolean accepts() {
    return status == 101;
  }

  int status() {
    return status;
  }

  String body() {
    return body;
  }

  /** Null for the route's choice. */
  String chosenSubprotocol() {
    return subprotocol;
  }

  List<Map.Entry<String, String>> headers() {
    return headers;
  }

  /** Null where it is decided. */
  CompletionStage<UpgradeDecision> toCome() {
    return later;
  }
}
