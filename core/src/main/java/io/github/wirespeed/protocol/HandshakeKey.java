package io.github.wirespeed.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Sec-WebSocket-Key and the Sec-WebSocket-Accept it calls for. Stateless. RFC 6455 1.3. */
final class HandshakeKey {

  static final int BYTES = 16;

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private HandshakeKey() {}

  static String encode(byte[] nonce) {
    return Base64.getEncoder().encodeToString(nonce);
  }

  /** RFC 6455 4.2.1-5: a base64-encoded value that, when decoded, is 16 bytes in length. */
  static boolean isValid(String key) {
    // The decoder would take a key without its padding, too.
    if (key.length() != 24) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key).length == BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  static String acceptFor(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-1", e);
    }
  }
}
