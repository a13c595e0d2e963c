package io.github.wirespeed.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Says to a server who asks: Basic authentication (RFC 7617), in UTF-8. Stateless; what is wrong
 * with credentials is said without showing them.
 */
final class BasicCredentials {
  private static final String HEADER = "Authorization";

  private BasicCredentials() {}

  /**
   * The Authorization header that a request needs beside its own headers: with the user and
   * password of its URI, or else of {@link Reach#credentials}.
   *
   * @return null if there are none, or the user gave that header
   * @throws IllegalArgumentException if a user name has a colon, or one of the two a control
   *     character
   */
  static Map.Entry<String, String> header(Request request) {
    for (Map.Entry<String, String> header : request.headers()) {
      if (header.getKey().equalsIgnoreCase(HEADER)) {
        return null;
      }
    }
    byte[] pair = pair(request);
    return pair == null
        ? null
        : Map.entry(HEADER, "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /** "user:password"; null if there are none. */
  private static byte[] pair(Request request) {
    String userInfo = request.uri().userInfo();
    if (userInfo != null && !userInfo.isEmpty()) {
      int colon = userInfo.indexOf(':');
      String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
      String password = colon < 0 ? "" : userInfo.substring(colon + 1);
      return pair(percentDecoded(user), percentDecoded(password), "the URI");
    }
    Reach.Credentials credentials = request.reach().credentials();
    return credentials == null
        ? null
        : pair(utf8(credentials.user()), utf8(credentials.password()), "the credentials");
  }

  private static byte[] pair(byte[] user, byte[] password, String where) {
    for (byte b : user) {
      if (b == ':') {
        // RFC 7617 2: the first colon ends the user name, so it would be cut there.
        throw new IllegalArgumentException(
            "the user name of " + where + " has a colon, which Basic authentication cannot send");
      }
    }
    ByteArrayOutputStream pair = new ByteArrayOutputStream();
    pair.writeBytes(user);
    pair.write(':');
    pair.writeBytes(password);
    byte[] bytes = pair.toByteArray();
    for (int i = 0; i < bytes.length; i++) {
      // RFC 7617 2: no control characters; a line break at the end comes from a file, most often.
      if ((bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == 0x7f) {
        String part = i <= user.length ? "user name" : "password";
        throw new IllegalArgumentException(
            "the " + part + " of " + where + " has a control character");
      }
    }
    return bytes;
  }

  /** To bytes, not to text: a password that is not UTF-8 arrives as it was meant. */
  private static byte[] percentDecoded(String text) {
    byte[] raw = utf8(text);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') { // two digits follow: WebSocketUri has seen to that
        decoded.write(Character.digit(raw[i + 1], 16) << 4 | Character.digit(raw[i + 2], 16));
        i += 2;
      } else {
        decoded.write(raw[i]);
      }
    }
    return decoded.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
