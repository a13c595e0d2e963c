package io.github.wirespeed.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadGeneratorTest {
  private final LoadGenerator generator = new LoadGenerator();

  /** Serves each connection on a thread of its own. */
  private static final class TestServer implements Closeable {
    private final ServerSocket listening =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private interface Service {
      void serve(InputStream in, OutputStream out) throws IOException;
    }

    TestServer(Service service) throws IOException {
      daemon(
          () -> {
            while (true) {
              Socket socket = listening.accept();
              daemon(
                  () -> {
                    try (socket) {
                      service.serve(socket.getInputStream(), socket.getOutputStream());
                    }
                  });
            }
          });
    }

    private interface Task {
      void run() throws IOException;
    }

    private static void daemon(Task task) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  task.run();
                } catch (IOException e) {
                  // The test is over.
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  private String echo(TestServer.Service service, int payload, int window) throws IOException {
    try (TestServer server = new TestServer(service)) {
      return generator.answer(
          "echo " + server.port() + " raw 3 " + payload + " " + window + " 1 30");
    }
  }

  private static void back(InputStream in, OutputStream out) throws IOException {
    in.transferTo(out);
  }

  @Test
  void whatComesBackAsItWasSentIsCounted() throws IOException {
    String[] words = echo(LoadGeneratorTest::back, 16, 8).split(" ", -1);
    assertThat(words[0]).isEqualTo("ok");
    assertThat(Long.parseLong(words[1])).isPositive();
    assertThat(Long.parseLong(words[3])).isGreaterThanOrEqualTo(Long.parseLong(words[1]));
  }

  @Test
  void largeMessagesMayComeBackInAnyPieces() throws IOException {
    TestServer.Service service =
        (in, out) -> {
          byte[] piece = new byte[4099];
          for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            out.write(piece, 0, n);
          }
        };
    assertThat(echo(service, 100_000, 3)).startsWith("ok ");
  }

  @Test
  void aConnectionStaysOpenForMessagesOfAnotherSize() throws IOException {
    try (TestServer server = new TestServer(LoadGeneratorTest::back)) {
      assertThat(generator.answer("open " + server.port() + " raw 2")).isEqualTo("ok ");
      assertThat(generator.answer("echo " + server.port() + " raw 2 16 1 0 0")).startsWith("ok ");
      assertThat(generator.answer("echo " + server.port() + " raw 2 999 4 0 5")).startsWith("ok ");
      assertThat(generator.answer("close " + server.port() + " raw")).isEqualTo("ok ");
    }
  }

  @Test
  void oneWrongByteIsFound() throws IOException {
    TestServer.Service service =
        (in, out) -> {
          byte[] bytes = in.readNBytes(3 * 22);
          bytes[2 * 22 + 21] ^= 1;
          out.write(bytes);
          back(in, out);
        };
    assertThat(echo(service, 16, 8))
        .startsWith("failed wrong bytes on connection ")
        .contains("message 2, from byte 21 of its frame:");
  }

  @Test
  void theMessageOfAnotherConnectionIsFound() throws IOException {
    List<byte[]> swapped = new CopyOnWriteArrayList<>();
    TestServer.Service service =
        (in, out) -> {
          byte[] own = in.readNBytes(22);
          swapped.add(own);
          while (swapped.size() < 3) {
            Thread.onSpinWait();
          }
          for (byte[] other : swapped) {
            if (!Arrays.equals(other, own)) {
              out.write(other);
              back(in, out);
            }
          }
        };
    assertThat(echo(service, 16, 1)).startsWith("failed wrong bytes on connection ");
  }

  @Test
  void moreThanWasSentIsFound() throws IOException {
    TestServer.Service service =
        (in, out) -> {
          byte[] bytes = in.readNBytes(8 * 22);
          out.write(bytes);
          out.write(bytes);
          out.write(bytes);
          back(in, out);
        };
    assertThat(echo(service, 16, 8)).endsWith(": more came back than was sent");
  }

  @Test
  void aServerThatEndsAConnectionIsSaidTo() throws IOException {
    assertThat(echo((in, out) -> in.read(), 16, 1)).contains("failed ").contains("ended conn");
  }

  @Test
  void anAnswerThatIsNo101IsShown() throws IOException {
    TestServer.Service service =
        (in, out) -> {
          in.read();
          out.write("HTTP/1.1 404 Not Found\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          back(in, out);
        };
    try (TestServer server = new TestServer(service)) {
      assertThat(generator.answer("open " + server.port() + " ws 1"))
          .startsWith("failed the upgrade was answered with HTTP/1.1 404 Not Found");
    }
  }

  /** A server of fan-outs that publishes what it is told to. */
  private String fanout(long... numbers) throws IOException {
    TestServer.Service service =
        (in, out) -> {
          if (in.read() == 'p') { // publish
            return;
          }
          out.write(bytes(Frames.answer("subscribed")));
          for (long number : numbers) {
            byte[] payload = new byte[64];
            FanoutLoad.pattern(payload);
            ByteBuffer.wrap(payload).putLong(number).putLong(17);
            out.write(bytes(Frames.publication(payload)));
          }
          back(in, out);
        };
    try (TestServer server = new TestServer(service)) {
      return generator.answer("fanout " + server.port() + " raw 2 3 64 0");
    }
  }

  private static byte[] bytes(ByteBuffer frame) {
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  @Test
  void everySubscriberMustHaveEveryPublication() throws IOException {
    assertThat(fanout(0, 1, 2)).startsWith("ok 6 ");
    assertThat(fanout(0, 2)).contains(" got 2 for publication 1");
    assertThat(fanout(0, 0)).contains(" got 0 for publication 1");
  }

  @Test
  void aMaskedFrameIsAsRfc6455HasIt() {
    // RFC 6455 5.7 has "Hello" masked with another key; this is ours.
    assertThat(bytes(Frames.text("Hello")))
        .containsExactly(0x81, 0x85, 0x5a, 0x6b, 0x7c, 0x8d, 0x12, 0x0e, 0x10, 0xe1, 0x35);
    assertThat(bytes(Frames.publication(new byte[300]))).startsWith(0x82, 126, 1, 44);
  }

  @Test
  void itKnowsNothingButTheJdk() throws IOException {
    Path sources = Path.of("src/main/java/io/github/wirespeed/bench/load");
    try (Stream<Path> files = Files.list(sources)) {
      List<String> foreign =
          files
              .flatMap(LoadGeneratorTest::lines)
              .filter(line -> line.startsWith("import ") || line.contains("io.github.wirespeed."))
              .filter(line -> !line.startsWith("import java."))
              .filter(line -> !line.equals("package io.github.wirespeed.bench.load;"))
              .toList();
      assertThat(foreign).isEmpty();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
