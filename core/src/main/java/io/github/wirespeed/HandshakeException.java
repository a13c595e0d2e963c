package io.github.wirespeed;

import io.github.wirespeed.client.BodyText;
import io.github.wirespeed.client.Opening;
import io.github.wirespeed.client.RetryAfter;
import io.github.wirespeed.protocol.HttpHead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server did not open a WebSocket: what it answered instead. The message has the status, its
 * reason, and the first words of a body that is plain text or JSON.
 *
 * <pre>
 *   } catch (HandshakeException e) {
 *     if (e.isUnauthorized()) {
 *       renew(token);
 *     } else if (e.isTooManyRequests() || e.isUnavailable()) {
 *       retryIn(e.retryAfter().orElse(Duration.ofSeconds(30)));
 *     }
 *   }
 * </pre>
 */
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
    if (response == null) {
      return new HandshakeException(refused.why(), 0, Map.of(), refused.body());
    }
    Map<String, List<String>> headers = response.asMap();
    String words = BodyText.excerpt(headers, refused.body());
    return new HandshakeException(
        words.isEmpty() ? refused.why() : refused.why() + ": " + words,
        response.status(),
        headers,
        refused.body());
  }

  /** The HTTP status; 0 where no whole response came. */
  public int status() {
    return status;
  }

  /** Whether it wants to know who asks, or did not believe it: status 401. */
  public boolean isUnauthorized() {
    return status == 401;
  }

  /** Whether it knows who asks, and will not: status 403. */
  public boolean isForbidden() {
    return status == 403;
  }

  /** Whether it was asked too often: status 429. {@link #retryAfter} may say when to ask again. */
  public boolean isTooManyRequests() {
    return status == 429;
  }

  /** Whether it cannot just now: status 503. {@link #retryAfter} may say when to ask again. */
  public boolean isUnavailable() {
    return status == 503;
  }

  /**
   * How long the server wants to be left alone, from its answer on: its Retry-After, in seconds or
   * as a date that is compared with the Date of the same answer. RFC 9110 10.2.3.
   *
   * @return zero to 365 days; empty if it did not say, or not so that it can be read
   */
  public Optional<Duration> retryAfter() {
    return RetryAfter.of(headers());
  }

  /** The response's headers, by name in any case; empty where no whole response came. */
  public Map<String, List<String>> headers() {
    return headers == null ? Map.of() : headers;
  }

  /** The start of the response's body, at most {@link WebSocketOptions#maxRefusalBody}. */
  public byte[] body() {
    return body == null ? new byte[0] : body.clone();
  }

  /**
   * The {@link #body} as text, by the charset of its Content-Type, else in UTF-8. What is malformed
   * is U+FFFD.
   */
  public String bodyText() {
    return BodyText.of(headers(), body());
  }
}
