package io.github.wirespeed;

import java.util.Arrays;
import java.util.Objects;

/** A received message that is the receiver's to keep. */
public sealed interface Message {
  /** Whether it is text, else binary. */
  boolean isText();

  /**
   * The text.
   *
   * @throws IllegalStateException if the message is binary
   */
  String text();

  /**
   * The bytes of a binary message: its own array, not a copy.
   *
   * @throws IllegalStateException if the message is text
   */
  byte[] bytes();

  /**
   * A text message.
   *
   * @param text never null
   */
  record Text(String text) implements Message {
    /** Refuses null. */
    public Text {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public boolean isText() {
      return true;
    }

    @Override
    public byte[] bytes() {
      throw new IllegalStateException("a text message of " + text.length() + " characters");
    }
  }

  /**
   * A binary message. Equal to another with the same bytes.
   *
   * @param bytes never null; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
  record Binary(byte[] bytes) implements Message {
    /** Refuses null. */
    public Binary {
      Objects.requireNonNull(bytes, "bytes");
    }

    @Override
    public boolean isText() {
      return false;
    }

    @Override
    public String text() {
      throw new IllegalStateException("a binary message of " + bytes.length + " bytes");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Binary binary && Arrays.equals(bytes, binary.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** "Binary[17 bytes]": payloads can be long. */
    @Override
    public String toString() {
      return "Binary[" + bytes.length + " bytes]";
    }
  }
}
