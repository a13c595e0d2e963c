package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Compressed payload in, the message's bytes out (RFC 7692 7.2.2), as much at a time as there is
 * room for. One per connection. Where the peer does not refer to earlier messages, it holds native
 * memory only while a message is under way.
 *
 * <p>Owned by the one thread that reads.
 */
public final class MessageInflater {
  private static final byte[] NOTHING = {};

  /** How many bytes the sender cut off (7.2.1): the rest of an empty block. */
  private static final int CUT_OFF = 4;

  /**
   * Those, and empty blocks. Behind a whole message none of it makes a byte; of one that was cut
   * inside a block it is more data, or not valid. It is longer than a description of codes can be,
   * of which the longest has 286 + 30 lengths of at most 7 bits: that must not swallow it.
   */
  private static final byte[] END = emptyBlocks(60);

  /** The same with a final block, which is reached only behind a whole message. */
  private static final byte[] FINAL_END = {0, 0, -1, -1, 3, 0};

  private static final String CUT = "it is cut short";

  private final boolean takeover;
  private final Zlib zlib;

  // All below: reader only.
  private Inflater inflater; // null while none is needed
  private ByteBuffer input;
  private boolean finalBlock; // this message has had one: no data may follow it
  private boolean endedItself; // and nothing at all has followed it
  private boolean ending;
  private boolean broken; // the bytes that are not valid come next
  private String problem;

  /**
   * An inflater.
   *
   * @param role this side's; it is the other one that compresses
   */
  public MessageInflater(PerMessageDeflate agreed, Role role, Zlib zlib) {
    this.takeover = agreed.takeover(role == Role.CLIENT ? Role.SERVER : Role.CLIENT);
    this.zlib = Objects.requireNonNull(zlib, "zlib");
  }

  /** A compressed message begins. */
  void begin() {
    if (inflater == null) {
      inflater = zlib.inflater();
    }
    finalBlock = false;
    endedItself = false;
    ending = false;
    broken = false;
  }

  /** Takes a part of the message, which is read until {@link #inflate} returns 0. */
  void part(ByteBuffer part) {
    input = part;
    endedItself &= !part.hasRemaining();
    inflater.setInput(part);
  }

  /** Takes the end of the message, likewise. */
  void end() {
    ending = true;
    inflater.setInput(endedItself ? NOTHING : putBack());
  }

  /**
   * Inflates into the target, from its position.
   *
   * @param target with room
   * @return how many bytes; 0 if the input is used up; -1 if it is not valid: {@link #problem}
   */
  int inflate(ByteBuffer target) {
    int start = target.position();
    try {
      while (true) {
        int n = inflater.inflate(target);
        if (n > 0) {
          return ending ? fail(CUT) : finalBlock ? fail("data behind its final block") : n;
        } else if (ending) {
          return endedItself || endedWell() ? 0 : fail(CUT);
        } else if (!inflater.finished()) {
          return 0;
        } else if (finalBlock) {
          return fail("a second final block");
        }
        // 7.2.3.4: behind a final block the message goes on, with an empty block.
        finalBlock = true;
        endedItself = !input.hasRemaining();
        inflater.reset();
        inflater.setInput(input);
      }
    } catch (DataFormatException e) {
      int before = target.position() - start;
      if (before > 0 && !ending && !finalBlock) {
        // What came before it counts, so that the first thing wrong is the same for every split.
        broken = true;
        return before;
      }
      return fail(ending ? CUT : e.getMessage() == null ? "no deflate data" : e.getMessage());
    }
  }

  /** Whether the end was reached between two blocks. */
  private boolean endedWell() {
    if (!inflater.finished()) {
      return takeover;
    }
    int left = inflater.getRemaining();
    if (!finalBlock && left == putBack().length - CUT_OFF) {
      finalBlock = true; // the empty block itself is a final one
      return true;
    }
    return !takeover && left == 0;
  }

  private byte[] putBack() {
    return takeover ? END : FINAL_END;
  }

  /** Whether there is more to be said of the input, though it made less than there was room for. */
  boolean hasMore() {
    return broken || inflater.finished();
  }

  private int fail(String what) {
    problem = what;
    return -1;
  }

  /** The message is complete. */
  void finish() {
    if (!takeover) {
      close();
    } else if (finalBlock) {
      inflater.reset();
    }
  }

  /** What is wrong with the data. */
  String problem() {
    return problem;
  }

  /** Lets go of native memory: nothing more will be read. Idempotent. */
  public void close() {
    if (inflater != null) {
      zlib.giveBack(inflater);
      inflater = null;
    }
    input = null;
  }

  private static byte[] emptyBlocks(int more) {
    ByteBuffer blocks = ByteBuffer.allocate(CUT_OFF + more * (1 + CUT_OFF)).putInt(0xFFFF);
    while (blocks.hasRemaining()) {
      blocks.put((byte) 0).putInt(0xFFFF);
    }
    return blocks.array();
  }
}
