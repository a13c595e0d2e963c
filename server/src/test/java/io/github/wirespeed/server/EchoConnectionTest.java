package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WaitStrategy;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Echoes that are written from where they were read. */
@Timeout(30)
class EchoConnectionTest {
  private static final int FRAGMENT = 256 << 10;

  private static EchoServer start() throws IOException {
    return EchoServer.builder()
        .maxMessageSize(4 << 20)
        .waitStrategy(WaitStrategy.blocking())
        .start();
  }

  private static byte[] payload(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {16_383, 16_384, 16_385, 65_535, 65_536, FRAGMENT, FRAGMENT + 1, 1 << 20, 3_000_001})
  void aMessageComesBackIntact(int size) throws Exception {
    try (EchoServer server = start();
        RawClient client = RawClient.open(server)) {
      for (int seed = 0; seed < 3; seed++) {
        byte[] payload = payload(size, seed);
        FutureTask<Void> sending = send(client.socket, RawClient.frame(0x82, payload));
        assertThat(client.message()).as("message %d", seed).isEqualTo(payload);
        sending.get();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16_384, 200_000, 1 << 20})
  void aPingBehindALargeMessageIsAnsweredAfterIt(int size) throws Exception {
    byte[] payload = payload(size, 1);
    try (EchoServer server = start();
        RawClient client = RawClient.open(server)) {
      FutureTask<Void> sending =
          send(
              client.socket,
              RawClient.concat(
                  RawClient.frame(0x89, "before"),
                  RawClient.frame(0x82, payload),
                  RawClient.frame(0x89, "behind"),
                  RawClient.text("small"),
                  RawClient.close(1000, "")));
      assertThat(client.frame()).isEqualTo("PONG before");
      assertThat(client.message()).isEqualTo(payload);
      assertThat(client.frame()).isEqualTo("PONG behind");
      assertThat(client.frame()).isEqualTo("TEXT small");
      assertThat(client.frame()).isEqualTo("CLOSE 1000");
      assertThat(client.frame()).isEqualTo("END");
      sending.get();
    }
  }

  @Test
  void whateverAPeerThatReadsLittleAtATimeBlocksArrivesIntact() throws Exception {
    int messages = 120;
    Random random = new Random(7);
    int[] edges = {16_383, 16_384, 20_000, 65_536, 100_000, FRAGMENT + 1, 600_000};
    byte[][] payloads = new byte[messages][];
    byte[][] frames = new byte[messages][];
    for (int i = 0; i < messages; i++) {
      payloads[i] = payload(i % 3 == 0 ? random.nextInt(200) : edges[i % edges.length], i);
      frames[i] = RawClient.frame(0x82, payloads[i]);
    }
    try (EchoServer server = start();
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096); // the server is blocked after every few kilobytes
      socket.setSoTimeout(10_000);
      socket.connect(server.address());
      socket.getOutputStream().write(RawClient.REQUEST.getBytes(ISO_8859_1));
      DataInputStream in = new DataInputStream(new SmallReads(socket.getInputStream(), random));
      String head = "";
      while (!head.endsWith("\r\n\r\n")) {
        head += (char) in.readUnsignedByte();
      }
      FutureTask<Void> sending = send(socket, RawClient.concat(frames));
      for (int i = 0; i < messages; i++) {
        expectEcho(in, payloads[i], "message " + i);
      }
      sending.get();
    }
  }

  private static void expectEcho(DataInputStream in, byte[] payload, String which)
      throws IOException {
    int at = 0;
    do {
      int length = Math.min(payload.length - at, FRAGMENT);
      int first = (at == 0 ? 2 : 0) | (at + length == payload.length ? 0x80 : 0);
      assertThat(in.readUnsignedByte()).as("first byte of %s", which).isEqualTo(first);
      int form = in.readUnsignedByte();
      long declared = form < 126 ? form : form == 126 ? in.readUnsignedShort() : in.readLong();
      assertThat(declared).as("length of %s", which).isEqualTo(length);
      byte[] received = new byte[length];
      in.readFully(received);
      assertThat(Arrays.equals(received, 0, length, payload, at, at + length)).as(which).isTrue();
      at += length;
    } while (at < payload.length);
  }

  /** Sends in a thread of its own, for neither side may wait for the other to read. */
  private static FutureTask<Void> send(Socket socket, byte[] bytes) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              socket.getOutputStream().write(bytes);
              return null;
            });
    Thread thread = new Thread(task, "sender");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** Reads from a stream a few bytes, or a few kilobytes, at a time. */
  private static final class SmallReads extends FilterInputStream {
    private final Random random;

    SmallReads(InputStream in, Random random) {
      super(in);
      this.random = random;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(6000)));
    }
  }
}
