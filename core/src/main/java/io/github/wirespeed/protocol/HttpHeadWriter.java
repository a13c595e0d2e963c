package io.github.wirespeed.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes the bytes of one HTTP/1.1 head, with a body if there is one.
 *
 * <p>Made, filled and dropped within one method. Whatever a user gave is checked here, before there
 * is any byte, so that no value can break out of its line (CWE-113). RFC 9112 sections 3 to 5.
 */
final class HttpHeadWriter {

  private final StringBuilder text;
  private boolean typed;

  /** Starts with a line that holds nothing unchecked. */
  HttpHeadWriter(String startLine) {
    text = new StringBuilder(256).append(startLine).append("\r\n");
  }

  /** A header of our own. */
  HttpHeadWriter header(String name, String value) {
    typed |= name.equalsIgnoreCase("Content-Type");
    text.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /**
   * The user's headers.
   *
   * @throws IllegalArgumentException if one would break the head or is the handshake's to write
   */
  HttpHeadWriter userHeaders(List<Map.Entry<String, String>> headers) {
    for (Map.Entry<String, String> header : headers) {
      HttpSyntax.requireUserHeader(header.getKey(), header.getValue());
      header(header.getKey(), header.getValue());
    }
    return this;
  }

  byte[] end() {
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Ends with a body, plain text unless a header said otherwise. */
  byte[] end(String body, boolean answersHead) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (!typed) {
      header("Content-Type", "text/plain; charset=utf-8");
    }
    byte[] head = header("Content-Length", Integer.toString(bytes.length)).end();
    if (answersHead) {
      return head; // RFC 9110 9.3.2: the answer to HEAD has no body.
    }
    byte[] all = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    return all;
  }

  /** The whole answer to a request that is wrong; it ends the connection. */
  static byte[] refusal(int status, String message, boolean answersHead) {
    HttpHeadWriter head = new HttpHeadWriter("HTTP/1.1 " + status + " " + reason(status));
    switch (status) {
      // RFC 9110 15.5.6: 405 MUST say what is allowed.
      case 405 -> head.header("Connection", "close").header("Allow", "GET");
      // RFC 9110 15.5.22: 426 MUST name the protocol to upgrade to; 7.8: and so in Connection.
      // RFC 6455 4.2.2-4: the versions we speak go with it.
      case 426 ->
          head.header("Connection", "close, Upgrade")
              .header("Upgrade", "websocket")
              .header("Sec-WebSocket-Version", "13");
      default -> head.header("Connection", "close");
    }
    return head.end(message + "\n", answersHead);
  }

  private static String reason(int status) {
    return switch (status) {
      case 405 -> "Method Not Allowed";
      case 414 -> "URI Too Long";
      case 426 -> "Upgrade Required";
      case 431 -> "Request Header Fields Too Large";
      case 505 -> "HTTP Version Not Supported";
      default -> "Bad Request";
    };
  }
}
