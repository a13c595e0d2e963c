package io.github.wirespeed.conformance.faults;

import io.github.wirespeed.Message;
import io.github.wirespeed.conformance.Payloads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The conversation that all faults happen to: messages there, and the same ones back. */
final class Exchange {
  /** Small ones, an empty one, one of a longer header, and text of several bytes a character. */
  static final List<Message> MESSAGES =
      List.of(
          new Message.Text("first"),
          new Message.Binary(new byte[] {1, 2, 3}),
          new Message.Text(""),
          new Message.Text("h\u00e9l\u20ac\ud83d\ude00"),
          new Message.Binary(Payloads.binary(130)),
          new Message.Text("sixth"));

  private Exchange() {}

  /** How many messages are complete in what one side has sent, from its head on. */
  static int messages(byte[] sent) {
    int at = new String(sent, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    if (at < 0) {
      return 0;
    }
    ByteBuffer in = ByteBuffer.wrap(sent).position(at + 4);
    int messages = 0;
    while (in.remaining() >= 2) {
      int first = in.get() & 0xFF;
      int second = in.get() & 0xFF;
      int length = second & 0x7F;
      if (length == 126) {
        if (in.remaining() < 2) {
          break;
        }
        length = in.getShort() & 0xFFFF;
      }
      length += second > 0x7F ? 4 : 0; // the masking key
      if (in.remaining() < length) {
        break;
      }
      in.position(in.position() + length);
      if ((first & 0x88) == 0x80) {
        messages++;
      }
    }
    return messages;
  }

  /** Whether the head of the 101, or of the request, is there in full. */
  static boolean opened(byte[] sent) {
    return new String(sent, StandardCharsets.ISO_8859_1).contains("\r\n\r\n");
  }
}
