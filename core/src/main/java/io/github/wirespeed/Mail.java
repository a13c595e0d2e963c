package io.github.wirespeed;

import io.github.wirespeed.loop.Mailbox;
import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.EncodedMessage;
import io.github.wirespeed.protocol.Opcode;
import java.nio.ByteBuffer;
import java.util.Iterator;

/**
 * A message, several, or a control frame, on its way to whoever writes: in the mailbox, and while
 * it is encoded in parts. Made by the sender, then the baton holder's.
 */
final class Mail implements Mailbox.Letter<Mail> {
  /** Of a mail that takes no room in the mailbox: a control frame, or one that waits for room. */
  static final int UNCOUNTED = -1;

  /** Of a payload; a {@link #text} is one whatever it says. */
  final Opcode opcode;

  /** Done when it is accepted; null where its sender has been told already that it is. */
  final PendingStage<Void> stage;

  /** Bytes that it takes in the mailbox, or {@link #UNCOUNTED}. */
  final int size;

  /** The text; null for everything else. */
  String text;

  /** What is left of the payload; null for text. */
  ByteBuffer payload;

  /** A message that is encoded already; null for everything else. */
  EncodedMessage encoded;

  /** Index of the first character that is not encoded, or of the first byte that is not taken. */
  int next;

  /** Whether it is compressed. */
  final Compress compress;

  private boolean started;
  private final Iterator<? extends Message> others; // null for a single message
  private Mail link; // the mailbox's

  /** One message, or control frame. */
  Mail(Opcode opcode, String text, ByteBuffer payload, PendingStage<Void> stage, int size) {
    this(opcode, text, payload, Compress.BY_SIZE, stage, size);
  }

  /** One message, compressed or not. */
  Mail(
      Opcode opcode,
      String text,
      ByteBuffer payload,
      Compress compress,
      PendingStage<Void> stage,
      int size) {
    this.opcode = opcode;
    this.compress = compress;
    this.text = text;
    this.payload = payload;
    this.stage = stage;
    this.size = size;
    this.others = null;
  }

  /** A message that is encoded already, and shared with other connections. */
  Mail(EncodedMessage encoded, PendingStage<Void> stage, int size) {
    this(Opcode.BINARY, null, null, stage, size);
    this.encoded = encoded;
  }

  /** Messages with nothing in between. */
  Mail(Iterator<? extends Message> messages, PendingStage<Void> stage) {
    this.opcode = Opcode.BINARY;
    this.compress = Compress.BY_SIZE;
    this.stage = stage;
    this.size = UNCOUNTED;
    this.others = messages;
    partDone();
  }

  /** Whether it is a message, or more, else a control frame. */
  boolean isMessage() {
    return !opcode.isControl();
  }

  /** It is about to be encoded, or goes on to be; false if its sender has cancelled it before. */
  boolean start() {
    if (!started && stage != null && !stage.claim()) {
      return false;
    }
    started = true;
    return true;
  }

  /** Whether there is a message to be encoded, or to be encoded further. */
  boolean hasPart() {
    return text != null || payload != null || encoded != null;
  }

  /** A message is encoded: on to the next one. */
  void partDone() {
    Message another = others != null && others.hasNext() ? others.next() : null;
    text = another != null && another.isText() ? another.text() : null;
    payload = another != null && !another.isText() ? ByteBuffer.wrap(another.bytes()) : null;
    encoded = null;
    next = 0;
  }

  @Override
  public Mail linked() {
    return link;
  }

  @Override
  public void link(Mail other) {
    link = other;
  }
}
