package io.github.wirespeed;

import io.github.wirespeed.client.ZlibPool;
import io.github.wirespeed.protocol.EncodedMessage;
import io.github.wirespeed.protocol.MessageDeflater;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.Role;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A message that many connections get: encoded once, and compressed once for all that agreed on the
 * same. Immutable; any thread.
 *
 * <pre>
 *   PreparedMessage news = PreparedMessage.of("news");
 *   for (WebSocketConnection reader : readers) {
 *     reader.send(news);
 *   }
 * </pre>
 */
public final class PreparedMessage {
  private static final VarHandle FORMS;

  static {
    try {
      FORMS = MethodHandles.lookup().findVarHandle(PreparedMessage.class, "forms", Form.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Opcode opcode;
  private final EncodedMessage plain; // one frame

  // What else was asked for, each form once. Any thread.
  private volatile Form forms;

  private PreparedMessage(Opcode opcode, ByteBuffer payload) {
    this.opcode = opcode;
    this.plain = EncodedMessage.of(opcode, payload, Integer.MAX_VALUE);
  }

  /**
   * A text message.
   *
   * @throws IllegalArgumentException if the text holds a lone surrogate
   */
  public static PreparedMessage of(String text) {
    Encodable.check(text);
    return new PreparedMessage(Opcode.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A binary message; the bytes are copied. */
  public static PreparedMessage of(byte[] bytes) {
    return new PreparedMessage(Opcode.BINARY, ByteBuffer.wrap(bytes));
  }

  /**
   * A message that is there already.
   *
   * @throws IllegalArgumentException if it is text with a lone surrogate
   */
  public static PreparedMessage of(Message message) {
    return message.isText() ? of(message.text()) : of(message.bytes());
  }

  /** Whether it is text, else binary. */
  public boolean isText() {
    return opcode == Opcode.TEXT;
  }

  /** Bytes of its payload; of text, those of its UTF-8 form. */
  public int size() {
    return plain.payloadBytes();
  }

  Opcode opcode() {
    return opcode;
  }

  /** A view of the payload, which must not be changed. */
  ByteBuffer payload() {
    return plain.payload();
  }

  /** Bytes of its one frame when it is not compressed. */
  int length() {
    return plain.length();
  }

  /**
   * The frames for a connection.
   *
   * @param deflate how it compresses; null if it does not
   * @param fragmentSize most bytes of payload in a frame
   */
  EncodedMessage encoded(SharedDeflate deflate, int fragmentSize) {
    boolean compress = deflate != null && size() >= deflate.threshold();
    if (!compress && size() <= fragmentSize) {
      return plain;
    }
    return compress
        ? form(windowBits(deflate.windowBits()), deflate.level(), fragmentSize).message(this)
        : form(0, 0, fragmentSize).message(this);
  }

  /** In a message that is shorter than the window nothing reaches as far: one form for all. */
  private int windowBits(int agreed) {
    int needed = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, size() - 1));
    return Math.min(agreed, Math.max(PerMessageDeflate.MIN_WINDOW_BITS, needed));
  }

  private Form form(int windowBits, int level, int fragmentSize) {
    Form made = null;
    while (true) {
      Form newest = forms;
      for (Form form = newest; form != null; form = form.older) {
        if (form.is(windowBits, level, fragmentSize)) {
          return form;
        }
      }
      made = new Form(windowBits, level, fragmentSize, newest);
      if (FORMS.compareAndSet(this, newest, made)) {
        return made;
      }
    }
  }

  /** The message for some connections, made when the first of them needs it. */
  private static final class Form {
    private final int windowBits; // 0 where it is not compressed
    private final int level;
    private final int fragmentSize;
    private final Form older;
    // Whoever comes second needs what the first one is making, and would not have it sooner.
    private final ReentrantLock lock = new ReentrantLock();
    private volatile EncodedMessage made; // written under the lock, once

    Form(int windowBits, int level, int fragmentSize, Form older) {
      this.windowBits = windowBits;
      this.level = level;
      this.fragmentSize = fragmentSize;
      this.older = older;
    }

    boolean is(int bits, int itsLevel, int itsFragmentSize) {
      return windowBits == bits && level == itsLevel && fragmentSize == itsFragmentSize;
    }

    EncodedMessage message(PreparedMessage of) {
      if (made == null) {
        lock.lock();
        try {
          if (made == null) {
            made = make(of);
          }
        } finally {
          lock.unlock();
        }
      }
      return made;
    }

    private EncodedMessage make(PreparedMessage of) {
      if (windowBits != 0) {
        ByteBuffer compressed = deflater().whole(of.payload());
        // Nobody is helped by a longer one, and one that is not compressed is always allowed.
        if (compressed.remaining() < of.size()) {
          return EncodedMessage.deflated(of.opcode, compressed, of.size(), fragmentSize);
        } else if (of.size() <= fragmentSize) {
          return of.plain;
        }
      }
      return EncodedMessage.of(of.opcode, of.payload(), fragmentSize);
    }

    private MessageDeflater deflater() {
      PerMessageDeflate alone =
          new PerMessageDeflate(false, false, windowBits, PerMessageDeflate.MAX_WINDOW_BITS);
      return new MessageDeflater(alone, Role.SERVER, level, 0, ZlibPool.SHARED);
    }
  }

  /** "PreparedMessage[text, 17 bytes]": payloads can be long. */
  @Override
  public String toString() {
    return "PreparedMessage[" + (isText() ? "text, " : "binary, ") + size() + " bytes]";
  }
}
