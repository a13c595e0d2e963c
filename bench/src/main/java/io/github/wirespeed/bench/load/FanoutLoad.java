package io.github.wirespeed.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many subscribers of one publisher, which is in the server and begins when it is told to by a
 * message. Each publication is a binary message: its number, when it was published, and bytes that
 * are known; every subscriber has to get every one, in order, as a frame of its own.
 */
final class FanoutLoad {
  /** The number and the time, of {@code System.nanoTime()}, which is the same for all processes. */
  static final int STAMP_BYTES = 16;

  private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final List<SocketChannel> channels;
  private final boolean raw;
  private final ByteBuffer in;

  // Of one run.
  private ByteBuffer frame; // what each is to look like, but for the stamp
  private int header;
  private int[] received; // by publication
  private long[] published;
  private long[] latency; // until the last subscriber had it
  private int complete;
  private long lastReceipt;

  /**
   * What came of it.
   *
   * @param nanos from the first publication until the last subscriber had the last one
   */
  record Done(long deliveries, long nanos, long p50Nanos, long p99Nanos) {}

  /** A subscriber's place in the stream. */
  private static final class Place {
    private final int number;
    private final SocketChannel channel;
    private int next;
    private byte[] carry = new byte[0]; // of a frame that has not come whole

    private Place(int number, SocketChannel channel) {
      this.number = number;
      this.channel = channel;
    }
  }

  /**
   * Over some connections, the last of which is to give the command.
   *
   * @param raw whether the server is one that takes commands as lines
   */
  FanoutLoad(List<SocketChannel> channels, boolean raw, ByteBuffer in) {
    this.channels = channels;
    this.raw = raw;
    this.in = in;
  }

  /** Subscribes all but the last; once. */
  void subscribe() throws IOException {
    ByteBuffer wanted = Frames.answer("subscribed");
    for (SocketChannel channel : channels.subList(0, channels.size() - 1)) {
      command(channel, "subscribe");
      ByteBuffer answer = ByteBuffer.allocate(wanted.remaining());
      long start = System.nanoTime();
      while (answer.hasRemaining()) {
        if (channel.read(answer) < 0 || System.nanoTime() - start > HANGS_NANOS) {
          throw new LoadException("a subscription was not answered");
        }
      }
      if (!answer.flip().equals(wanted)) {
        throw new LoadException("a subscription was answered with something else");
      }
    }
  }

  /**
   * Has so many messages published.
   *
   * @param selector with nothing in it
   * @param everyMicros how often; 0 for as fast as it goes
   */
  Done run(Selector selector, int publications, int size, int everyMicros) throws IOException {
    byte[] payload = new byte[size];
    pattern(payload);
    frame = Frames.publication(payload);
    header = frame.remaining() - size;
    received = new int[publications];
    published = new long[publications];
    latency = new long[publications];
    complete = 0;
    int subscribers = channels.size() - 1;
    for (int i = 0; i < subscribers; i++) {
      SocketChannel channel = channels.get(i);
      channel.register(selector, SelectionKey.OP_READ, new Place(i, channel));
    }
    command(channels.get(subscribers), "publish " + publications + " " + size + " " + everyMicros);
    long last = System.nanoTime();
    while (complete < publications) {
      if (turn(selector, subscribers)) {
        last = lastReceipt;
      } else if (System.nanoTime() - last > HANGS_NANOS) {
        throw new LoadException("lost: " + missing(subscribers));
      }
    }
    Arrays.sort(latency);
    return new Done(
        (long) publications * subscribers,
        lastReceipt - published[0],
        latency[publications / 2],
        latency[(int) ((publications - 1) * 0.99)]);
  }

  /** What follows the stamp in a publication of this size. */
  static void pattern(byte[] payload) {
    for (int i = STAMP_BYTES; i < payload.length; i++) {
      payload[i] = (byte) (31 * i + 7);
    }
  }

  private void command(SocketChannel channel, String command) throws IOException {
    ByteBuffer bytes =
        raw
            ? ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII))
            : Frames.text(command);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private String missing(int subscribers) {
    long got = Arrays.stream(received).asLongStream().sum();
    return ((long) received.length * subscribers - got)
        + " of "
        + (long) received.length * subscribers
        + " deliveries had not come 10 s after the last one";
  }

  private boolean turn(Selector selector, int subscribers) throws IOException {
    if (selector.selectNow() == 0) {
      return false;
    }
    for (SelectionKey key : selector.selectedKeys()) {
      read((Place) key.attachment(), subscribers);
    }
    selector.selectedKeys().clear();
    return true;
  }

  private void read(Place place, int subscribers) throws IOException {
    in.clear().put(place.carry);
    if (place.channel.read(in) < 0) {
      throw new LoadException("the server ended subscriber " + place.number);
    }
    lastReceipt = System.nanoTime();
    in.flip();
    int length = frame.remaining();
    while (in.remaining() >= length) {
      take(place, subscribers);
    }
    if (in.hasRemaining() || place.carry.length > 0) {
      place.carry = new byte[in.remaining()];
      in.get(place.carry);
    }
  }

  private void take(Place place, int subscribers) throws IOException {
    int start = in.position();
    int end = start + frame.remaining();
    int rest = header + STAMP_BYTES;
    if (in.slice(start, header).mismatch(frame.slice(0, header)) >= 0
        || in.slice(start + rest, end - start - rest)
                .mismatch(frame.slice(rest, frame.remaining() - rest))
            >= 0) {
      throw new LoadException(
          "wrong bytes for subscriber " + place.number + ", publication " + place.next);
    }
    long number = in.getLong(start + header);
    if (number != place.next) {
      throw new LoadException(
          "subscriber " + place.number + " got " + number + " for publication " + place.next);
    }
    place.next++;
    in.position(end);
    int index = (int) number;
    long stamp = in.getLong(start + header + 8);
    if (received[index]++ == 0) {
      published[index] = stamp;
    } else if (published[index] != stamp) {
      throw new LoadException("publication " + number + " is not the same for everybody");
    }
    if (received[index] == subscribers) {
      latency[index] = lastReceipt - stamp;
      complete++;
    }
  }
}
