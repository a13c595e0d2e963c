package io.github.wirespeed.client;

import io.github.wirespeed.protocol.Extension;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.WebSocketUri;
import java.util.List;
import java.util.Map;

/**
 * What a client asks a server for.
 *
 * @param headers of its own, in order
 * @param subprotocols wanted, the preferred one first
 * @param extensions offered, the preferred one first
 * @param limits what the server may make us read before the connection is open
 * @param reach how it is reached
 */
public record Request(
    WebSocketUri uri,
    List<Map.Entry<String, String>> headers,
    List<String> subprotocols,
    List<Extension> extensions,
    HttpLimits limits,
    Reach reach) {
  /** A request without extensions, within the default limits. */
  public static Request of(
      WebSocketUri uri, List<Map.Entry<String, String>> headers, List<String> subprotocols) {
    return new Request(uri, headers, subprotocols, List.of(), HttpLimits.DEFAULTS, Reach.DIRECT);
  }
}
