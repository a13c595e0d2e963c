package io.github.wirespeed;

import io.github.wirespeed.client.Opening;
import io.github.wirespeed.protocol.HttpHead;
import java.util.List;
import java.util.Map;

/** The server did not open a WebSocket: what it answered instead. */
public final class HandshakeException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, List<String>> headers;
  private final transient byte[] body;

  HandshakeException(String message, int status, Map<String, List<String>> headers, byte[] body) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.body = body.clone();
  }

  /** What a refused opening tells. */
  static HandshakeException of(Opening.Refused refused) {
    HttpHead response = refused.response();
    return new HandshakeException(
        refused.why(),
        response == null ? 0 : response.status(),
        response == null ? Map.of() : response.asMap(),
        refused.body());
  }

  /** The HTTP status; 0 where no whole response came. */
  public int status() {
    return status;
  }

  /** The response's headers, by name in any case; empty where no whole response came. */
  public Map<String, List<String>> headers() {
    return headers == null ? Map.of() : headers;
  }

  /** The start of the response's body, at most {@link WebSocketOptions#maxRefusalBody}. */
  public byte[] body() {
    return body == null ? new byte[0] : body.clone();
  }
}
