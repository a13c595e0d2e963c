package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The same bytes through our read half and through the frame decoder of Netty: the same messages,
 * pings and pongs, up to where we refuse or a Close comes, and there the other one refuses or sees
 * a Close as well.
 *
 * <p>We refuse at the first byte that breaks a rule, a decoder of frames when its frame is whole:
 * so it is given zeros behind the input then, until it must have made up its mind. What exactly is
 * wrong with a Close (codes that nobody defined by now, bad UTF-8 in its reason) the two need not
 * agree on.
 */
public final class DifferentialTarget {
  private static final int LIMIT = 1 << 16;

  /** More than the longest frame that is taken. */
  private static final int PADDING = LIMIT + 20;

  private static final Limits LIMITS = new Limits(1 << 20, LIMIT, 1 << 20);

  /** One of each range that RFC 3629 tells apart. */
  private static final int[] CONTINUATIONS = {0x80, 0x90, 0xA0};

  private static final CharsetDecoder DECODER =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private DifferentialTarget() {}

  /** One input: the first byte says which role. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    boolean server = (data[0] & 1) != 0;
    List<String> ours = ours(data, server);
    List<String> theirs = theirs(data, server);
    if (over(ours) || over(theirs)) {
      byte[] padded = Arrays.copyOf(data, data.length + PADDING);
      ours = ours(padded, server);
      theirs = theirs(padded, server);
      String both = ours + " and " + theirs;
      Wire.check(over(ours) && over(theirs), both);
      Wire.same(theirs.subList(0, theirs.size() - 1), ours.subList(0, ours.size() - 1), both);
    } else {
      Wire.same(theirs, ours, "events");
    }
  }

  private static boolean over(List<String> events) {
    return !events.isEmpty() && isEnd(events.get(events.size() - 1));
  }

  private static boolean isEnd(String event) {
    return event.equals("refused") || event.equals("close");
  }

  private static List<String> ours(byte[] data, boolean server) {
    ReadHalf half =
        new ReadHalf(server ? Role.SERVER : Role.CLIENT, LIMITS, 0, ByteBuffer::allocate);
    ByteBuffer in = ByteBuffer.wrap(data.clone(), 1, data.length - 1);
    List<String> events = new ArrayList<>();
    while (true) {
      switch (half.poll(in)) {
        case ReadHalf.MESSAGE ->
            events.add((half.text() ? "text " : "binary ") + hex(half.payload()));
        case ReadHalf.PING -> events.add("ping " + hex(half.payload()));
        case ReadHalf.PONG -> events.add("pong " + hex(half.payload()));
        case ReadHalf.CLOSE -> {
          events.add("close");
          return events;
        }
        case ReadHalf.FAILED -> {
          events.add("refused");
          return events;
        }
        default -> {
          return events;
        }
      }
    }
  }

  private static String hex(ByteBuffer payload) {
    return ByteBufUtil.hexDump(Unpooled.wrappedBuffer(payload));
  }

  private static List<String> theirs(byte[] data, boolean server) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(server)
                    .allowMaskMismatch(false)
                    .allowExtensions(false)
                    .maxFramePayloadLength(LIMIT)
                    .closeOnProtocolViolation(false)
                    .build()));
    List<String> events = new ArrayList<>();
    boolean refused = false;
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(data, 1, data.length - 1));
    } catch (RuntimeException e) {
      refused = true; // what came before it is in the channel's inbox
    }
    if (collect(channel, events) && refused) {
      events.add("refused");
    }
    try {
      channel.finishAndReleaseAll();
    } catch (RuntimeException e) {
      // It says again what was wrong.
    }
    return events;
  }

  /** The events of the frames that were decoded; false if one of them is the last. */
  private static boolean collect(EmbeddedChannel channel, List<String> events) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    boolean text = false;
    while (true) {
      WebSocketFrame frame = channel.readInbound();
      if (frame == null) {
        return true;
      }
      try {
        ByteBuf content = frame.content();
        if (frame instanceof PingWebSocketFrame) {
          events.add("ping " + ByteBufUtil.hexDump(content));
        } else if (frame instanceof PongWebSocketFrame) {
          events.add("pong " + ByteBufUtil.hexDump(content));
        } else if (frame instanceof CloseWebSocketFrame) {
          events.add("close");
          return false;
        } else {
          if (!(frame instanceof ContinuationWebSocketFrame)) {
            text = frame instanceof TextWebSocketFrame;
            Wire.check(text || frame instanceof BinaryWebSocketFrame, "frame " + frame);
          }
          message.writeBytes(ByteBufUtil.getBytes(content));
          if (text && !valid(message.toByteArray(), frame.isFinalFragment())) {
            events.add("refused");
            return false;
          }
          if (frame.isFinalFragment()) {
            events.add((text ? "text " : "binary ") + ByteBufUtil.hexDump(message.toByteArray()));
            message.reset();
          }
        }
      } finally {
        frame.release();
      }
    }
  }

  /** Whether it is UTF-8 as far as it goes, by the JDK. */
  private static boolean valid(byte[] text, boolean whole) {
    CharBuffer chars = CharBuffer.allocate(text.length + 4);
    ByteBuffer in = ByteBuffer.wrap(text);
    if (DECODER.reset().decode(in, chars, whole).isError()) {
      return false;
    }
    return !in.hasRemaining() || canGoOn(Arrays.copyOfRange(text, in.position(), text.length), 3);
  }

  /** Whether any bytes could complete it: the JDK waits for more where none could help as well. */
  private static boolean canGoOn(byte[] start, int more) {
    CharBuffer chars = CharBuffer.allocate(4);
    if (!DECODER.reset().decode(ByteBuffer.wrap(start), chars, true).isError()) {
      return true;
    }
    for (int next : CONTINUATIONS) {
      byte[] longer = Arrays.copyOf(start, start.length + 1);
      longer[start.length] = (byte) next;
      if (more > 0 && canGoOn(longer, more - 1)) {
        return true;
      }
    }
    return false;
  }
}
