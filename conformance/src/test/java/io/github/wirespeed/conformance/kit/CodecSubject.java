package io.github.wirespeed.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Compression;
import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The reading half by itself, without a socket: also what it retains is looked at. */
final class CodecSubject implements Subject {
  /** What may be retained beyond the limit on messages. */
  private static final int MARGIN = 64 << 10;

  /** What is retained before much has come: the first buffers. */
  private static final int FIRST = 96 << 10;

  private final Role role;

  CodecSubject(Role role) {
    this.role = role;
  }

  @Override
  public String name() {
    return role.name().toLowerCase(Locale.ROOT) + "-codec";
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public Outcome run(Line line, Delivery.Plan plan) {
    Limits limits = role == Role.CLIENT ? Limits.CLIENT : Limits.SERVER;
    if (line.deflate()) {
      limits = limits.withMessage(DeflateLines.LIMIT);
    }
    ReadHalf half = new ReadHalf(role, limits);
    if (line.deflate()) {
      boolean takeover = !line.extension().contains("no_context_takeover");
      half.attach(
          Compression.deflate().inflater(new PerMessageDeflate(takeover, takeover, 15, 15), role));
    }
    try {
      return run(line, plan, half, limits.message());
    } finally {
      half.release();
    }
  }

  private static Outcome run(Line line, Delivery.Plan plan, ReadHalf half, int limit) {
    InboundBuffer in =
        new InboundBuffer(
            half, ByteBuffer::allocateDirect, ByteBuffer.wrap(plan.behindHandshake()));
    Reading reading = new Reading(half, in, limit, !line.deflate());
    reading.arrived(plan.behindHandshake().length);
    for (byte[] piece : plan.others()) {
      reading.read(piece);
    }
    assertThat(reading.events).as("events").isEqualTo(Expected.events(line));
    assertThat(half.closeStatus()).as("end").isNotNull();
    assertThat(half.closeStatus().code()).as("code").isEqualTo(line.code());
    assertThat(reading.failed).as("failed").isEqualTo(line.violation());
    assertThat(reading.ends).as("ends").isEqualTo(1);
    if (line.violation()) {
      assertThat(half.closeStatus().reason()).contains(line.value());
    }
    return new Outcome(reading.owedCode, 0);
  }

  /** One connection's reading. */
  private static final class Reading {
    private final ReadHalf half;
    private final InboundBuffer in;
    private final int limit;
    private final boolean follows; // the memory follows what has come
    private final List<String> events = new ArrayList<>();
    private long arrived;
    private int ends;
    private boolean failed;
    private int owedCode;

    Reading(ReadHalf half, InboundBuffer in, int limit, boolean follows) {
      this.half = half;
      this.in = in;
      this.limit = limit;
      this.follows = follows;
    }

    void read(byte[] piece) {
      for (int at = 0; at < piece.length; ) {
        ByteBuffer target = in.target();
        int n = Math.min(target.remaining(), piece.length - at);
        target.put(piece, at, n);
        in.filled(n);
        at += n;
        arrived(n);
      }
    }

    void arrived(int count) {
      arrived += count;
      int event;
      do {
        event = half.poll(in.bytes());
        take(event);
      } while (event != ReadHalf.NEED_BYTES && event != ReadHalf.ENDED);
      long retained = (long) half.gatherCapacity() + in.capacity();
      assertThat(retained).as("bytes retained").isLessThanOrEqualTo(limit + MARGIN);
      // Far below that, a length that is only declared costs nothing.
      assertThat(retained)
          .as("bytes retained after %d have come", arrived)
          .isLessThanOrEqualTo(follows ? 4 * arrived + FIRST : limit + MARGIN);
    }

    private void take(int event) {
      switch (event) {
        case ReadHalf.MESSAGE -> events.add(Expected.message(half.text(), bytes(half.payload())));
        case ReadHalf.PING -> {
          assertThat(half.owed()).isEqualTo(Opcode.PONG);
          assertThat(bytes(half.owedPayload())).as("pong").isEqualTo(bytes(half.payload()));
          events.add(Expected.ping(bytes(half.payload())));
        }
        case ReadHalf.CLOSE, ReadHalf.FAILED -> {
          ends++;
          failed = event == ReadHalf.FAILED;
          assertThat(half.owed()).isEqualTo(Opcode.CLOSE);
          ByteBuffer owed = half.owedPayload();
          owedCode = owed.hasRemaining() ? owed.getShort(owed.position()) & 0xFFFF : 1005;
        }
        default -> {
          // A pong that nobody waits for, or nothing more to read.
        }
      }
    }

    private static byte[] bytes(ByteBuffer payload) {
      byte[] bytes = new byte[payload.remaining()];
      payload.duplicate().get(bytes);
      return bytes;
    }
  }

  @Override
  public void close() {}
}
