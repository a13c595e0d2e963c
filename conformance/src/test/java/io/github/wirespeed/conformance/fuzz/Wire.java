package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.ReadHalf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a half makes of bytes, however they come. */
final class Wire {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private Wire() {}

  /** How bytes are read. */
  enum Delivery {
    WHOLE,
    BYTES,
    RANDOM
  }

  /**
   * The events, one string each; a Close or a failure is the last. Everything that must hold of any
   * bytes is checked.
   *
   * @param retained most bytes that may be kept
   */
  static List<String> events(
      ReadHalf half, byte[] bytes, int from, Delivery delivery, long seed, long retained) {
    InboundBuffer in = new InboundBuffer(half, ByteBuffer::allocate, NOTHING);
    Random random = new Random(seed);
    List<String> events = new ArrayList<>();
    int at = from;
    boolean ended = drain(half, in, events);
    while (at < bytes.length) {
      ByteBuffer target = in.target();
      int room = Math.min(target.remaining(), bytes.length - at);
      check(room > 0, "no room to read to");
      int n =
          switch (delivery) {
            case WHOLE -> room;
            case BYTES -> 1;
            case RANDOM -> 1 + random.nextInt(room);
          };
      target.put(bytes, at, n);
      in.filled(n);
      at += n;
      boolean now = drain(half, in, events);
      check(now || !ended, "it goes on after the end");
      ended = now;
      check(
          half.gatherCapacity() + (long) in.capacity() <= retained,
          "retains " + half.gatherCapacity() + " + " + in.capacity());
    }
    return events;
  }

  private static boolean drain(ReadHalf half, InboundBuffer in, List<String> events) {
    while (true) {
      int event = half.poll(in.bytes());
      switch (event) {
        case ReadHalf.NEED_BYTES -> {
          check(!in.bytes().hasRemaining(), "bytes are left over");
          check(half.owed() == null, "something is owed for nothing");
          return false;
        }
        case ReadHalf.ENDED -> {
          check(!in.bytes().hasRemaining(), "bytes are left over after the end");
          return true;
        }
        case ReadHalf.MESSAGE ->
            events.add((half.text() ? "text " : "binary ") + digest(half.payload()));
        case ReadHalf.PING -> {
          check(half.owedPayload().equals(half.payload()), "the pong is not the ping's");
          events.add("ping " + digest(half.payload()));
        }
        case ReadHalf.PONG -> events.add("pong " + digest(half.payload()));
        case ReadHalf.CLOSE -> events.add("close " + half.closeStatus());
        case ReadHalf.FAILED -> {
          int code = half.closeStatus().code();
          check(code == 1002 || code == 1007 || code == 1008 || code == 1009, "code " + code);
          check(!half.closeStatus().reason().isEmpty(), "no reason");
          events.add("failed " + half.closeStatus());
        }
        default -> throw new AssertionError("event " + event);
      }
    }
  }

  private static String digest(ByteBuffer payload) {
    int hash = 1;
    for (int i = payload.position(); i < payload.limit(); i++) {
      hash = 31 * hash + payload.get(i);
    }
    return payload.remaining() + ":" + hash;
  }

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static void same(Object found, Object expected, String what) {
    if (!found.equals(expected)) {
      throw new AssertionError(what + ": " + found + " instead of " + expected);
    }
  }
}
