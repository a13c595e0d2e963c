package io.github.wirespeed;

import io.github.wirespeed.protocol.WebSocketUri;
import java.util.List;

/** Where to connect to: the one that works for as long as it does, else the next. Strand only. */
final class Endpoints {
  private final List<String> uris;
  private int at;

  /**
   * Several, the preferred one first.
   *
   * @throws IllegalArgumentException if one of them is no URI of a WebSocket
   */
  Endpoints(List<String> uris) {
    this.uris = List.copyOf(uris);
    this.uris.forEach(WebSocketUri::of);
  }

  /** The one whose turn it is. */
  String current() {
    return uris.get(at);
  }

  /** It did not work: the turn is the next one's. */
  void next() {
    at = (at + 1) % uris.size();
  }

  int count() {
    return uris.size();
  }

  /** Without what may be a secret: credentials and query. */
  static String shown(String uri) {
    String whole = WebSocketUri.of(uri).toString();
    int query = whole.indexOf('?');
    return query < 0 ? whole : whole.substring(0, query);
  }
}
