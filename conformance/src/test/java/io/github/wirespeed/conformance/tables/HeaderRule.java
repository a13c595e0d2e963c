package io.github.wirespeed.conformance.tables;

import java.util.function.BiPredicate;

/**
 * The rules on a frame's first two bytes, each as the RFC states it, in no order: of those that a
 * header breaks, the one that shows first decides. Shares nothing with the library.
 */
enum HeaderRule {
  /** RFC 6455 5.2: %x3-7 and %xB-F are reserved, and unknown opcodes fail the connection. */
  RESERVED_OPCODE(1, (h, s) -> "34567BCDEF".indexOf(h.opcode()) >= 0),

  /** RFC 6455 5.2: a reserved bit MUST be 0 unless an extension defines a meaning. */
  UNDEFINED_BIT(1, (h, s) -> h.rsv2() || h.rsv3() || (h.rsv1() && !s.deflate())),

  /** RFC 7692 6: only the first frame of a message has the bit, and no control frame. */
  COMPRESSED_BIT_ELSEWHERE(1, (h, s) -> h.rsv1() && "12".indexOf(h.opcode()) < 0),

  /** RFC 6455 5.5: control frames MUST NOT be fragmented. */
  FRAGMENTED_CONTROL(1, (h, s) -> h.control() && !h.fin()),

  /** RFC 6455 5.4: a fragmented message starts with an opcode other than 0. */
  NOTHING_TO_CONTINUE(1, (h, s) -> h.opcode() == '0' && !s.state().messageOpen()),

  /** RFC 6455 5.4: the fragments of one message MUST NOT be interleaved with another's. */
  INTERLEAVED(1, (h, s) -> "12".indexOf(h.opcode()) >= 0 && s.state().messageOpen()),

  /** RFC 6455 5.1: a server MUST close upon receiving a frame that is not masked. */
  NOT_MASKED(2, (h, s) -> s.server() && !h.mask()),

  /** RFC 6455 5.1: a client MUST close if it detects a masked frame. */
  MASKED(2, (h, s) -> !s.server() && h.mask()),

  /** RFC 6455 5.5: control frames MUST have a payload of 125 bytes or less. */
  LONG_CONTROL(2, (h, s) -> h.control() && h.length() > 125);

  private final int shownBy;

  @SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
  private final BiPredicate<Bits, Situation> broken;

  HeaderRule(int shownBy, BiPredicate<Bits, Situation> broken) {
    this.shownBy = shownBy;
    this.broken = broken;
  }

  /** The two bytes as RFC 6455 5.2 draws them; the opcode is a hexadecimal digit. */
  private record Bits(
      boolean fin,
      boolean rsv1,
      boolean rsv2,
      boolean rsv3,
      char opcode,
      boolean mask,
      int length) {
    static Bits of(int first, int second) {
      return new Bits(
          first / 128 == 1,
          first / 64 % 2 == 1,
          first / 32 % 2 == 1,
          first / 16 % 2 == 1,
          "0123456789ABCDEF".charAt(first % 16),
          second / 128 == 1,
          second % 128);
    }

    boolean control() {
      return "89A".indexOf(opcode) >= 0;
    }
  }

  /** The byte that shows a violation, 1 or 2; 0 where the header may go on. */
  static int badByte(Situation situation, int first, int second) {
    Bits bits = Bits.of(first, second);
    int bad = 0;
    for (HeaderRule rule : values()) {
      if ((bad == 0 || rule.shownBy < bad) && rule.broken.test(bits, situation)) {
        bad = rule.shownBy;
      }
    }
    return bad;
  }
}
