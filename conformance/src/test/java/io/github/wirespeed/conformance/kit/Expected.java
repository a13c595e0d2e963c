package io.github.wirespeed.conformance.kit;

import io.github.wirespeed.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Events as the lines write them. */
final class Expected {
  /** The message in front of every line. */
  static final String BEFORE = "before";

  /** The message behind every line. */
  static final String AFTER = "after";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Expected() {}

  static String of(Message message) {
    return message instanceof Message.Text text
        ? message(true, text.text().getBytes(StandardCharsets.UTF_8))
        : message(false, message.bytes());
  }

  static String message(boolean text, byte[] bytes) {
    return (text ? "text " : "binary ") + HEX.formatHex(bytes);
  }

  static String ping(byte[] payload) {
    return "ping " + HEX.formatHex(payload);
  }

  /** Everything that comes of a line and the message before it, but its end. */
  static List<String> events(Line line) {
    List<String> events = new ArrayList<>();
    events.add(message(true, BEFORE.getBytes(StandardCharsets.US_ASCII)));
    events.addAll(line.events());
    return events;
  }

  static List<String> messages(Line line) {
    return events(line).stream().filter(e -> !e.startsWith("ping ")).toList();
  }

  static List<String> pings(Line line) {
    return events(line).stream().filter(e -> e.startsWith("ping ")).toList();
  }
}
