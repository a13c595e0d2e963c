package io.github.wirespeed.bench.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.peers.ServerHost;
import io.github.wirespeed.bench.peers.Service;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.server.EchoServer;
import io.github.wirespeed.server.LoopbackCertificate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ClientHostTest {
  @TempDir private static Path directory;

  private static Child netty;
  private static EchoServer secure;
  private static String url;
  private static String ca;

  @BeforeAll
  static void servers() throws IOException {
    netty = Child.jvm(List.of(), ServerHost.class, Contender.NETTY.name(), Service.ECHO.name());
    url = "ws://127.0.0.1:" + netty.line(Duration.ofSeconds(30)).substring("port ".length()) + "/";
    LoopbackCertificate certificate = LoopbackCertificate.make();
    secure =
        EchoServer.builder()
            .tls(certificate.serverContext())
            .maxMessageSize(Library.MAX_MESSAGE)
            .start();
    ca = Files.writeString(directory.resolve("ca.pem"), certificate.issuerPem()).toString();
  }

  @AfterAll
  static void end() {
    netty.close();
    secure.close();
  }

  private static long crc(int size, int seed) {
    CRC32 crc = new CRC32();
    for (int i = 0; i < size; i++) {
      crc.update((i * 31 + seed) & 255);
    }
    return crc.getValue();
  }

  private static Talk ready(JvmClient client, String wait) throws IOException {
    Talk talk = new Talk(client.name(), wait);
    String line = talk.line();
    if (client == JvmClient.NETTY_EPOLL) {
      assumeThat(line).startsWith("ready "); // it is Linux's
    }
    assertThat(line).matches("ready .*[0-9].*|ready Wirespeed .+");
    return talk;
  }

  private static void runsAll(Talk talk, int size) throws IOException {
    Path file = directory.resolve("times");
    assertThat(talk.done("check " + size + " 200")).containsExactly("" + crc(size, 200));

    String[] roundTrips = talk.done("rr " + size + " 25 " + file);
    long messages = Long.parseLong(roundTrips[0]);
    long nanos = Long.parseLong(roundTrips[1]);
    assertThat(messages).isPositive();
    assertThat(times(file)).hasSize((int) messages).allMatch(time -> time > 0 && time <= nanos);
    assertThat(times(file).stream().mapToLong(time -> time).sum()).isEqualTo(nanos);

    String[] batches = talk.done("pipelined " + size + " 7 25 " + file);
    assertThat(Long.parseLong(batches[0])).isEqualTo(7L * times(file).size());
    assertThat(times(file)).isNotEmpty();

    Files.delete(file);
    String[] stream = talk.done("stream " + size + " 5 25 " + file);
    assertThat(Long.parseLong(stream[0])).isGreaterThanOrEqualTo(10).matches(n -> n % 5 == 0);
    assertThat(Long.parseLong(stream[1])).isPositive();
    assertThat(file).doesNotExist();
    talk.done("rr " + size + " 1 -");

    assertThat(talk.done("check 5 3")).containsExactly("" + crc(5, 3));
  }

  private static List<Long> times(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    long[] times = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(times);
    return Arrays.stream(times).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource(value = JvmClient.class, mode = EnumSource.Mode.EXCLUDE, names = "APACHE")
  void everyClientRunsEveryWorkload(JvmClient client) throws IOException {
    try (Talk talk = ready(client, "blocking")) {
      talk.done("open " + url + " -");
      runsAll(talk, 300);
      assertThat(talk.done("check 100000 7")).containsExactly("" + crc(100_000, 7));
      assertThat(talk.done("check 1048576 8")).containsExactly("" + crc(1 << 20, 8));
      assertThat(talk.done("check 0 8")).containsExactly("0");
      talk.done("close");
      assertThat(talk.ask("check 1 1")).isEqualTo("failed no connection is open");
    }
  }

  @ParameterizedTest
  @EnumSource(value = JvmClient.class, mode = EnumSource.Mode.EXCLUDE, names = "APACHE")
  void everyClientDoesSoOverTls(JvmClient client) throws IOException {
    try (Talk talk = ready(client, "adaptive")) {
      String open = "open wss://localhost:" + secure.address().getPort() + "/ " + ca;
      if (client == JvmClient.FLOOR) {
        assertThat(talk.ask(open)).isEqualTo("failed the floor has no TLS: ask it for ws:");
        return;
      }
      talk.done(open);
      runsAll(talk, 1000);
      // Ours answers it in several frames.
      assertThat(talk.done("check 16777216 8")).containsExactly("" + crc(16 << 20, 8));
      talk.done("close");
      talk.done(open);
      assertThat(talk.done("check 1 1")).containsExactly("" + crc(1, 1));
    }
  }

  @ParameterizedTest
  @EnumSource(value = JvmClient.class, mode = EnumSource.Mode.EXCLUDE, names = "APACHE")
  void nobodyElseIsTrusted(JvmClient client) throws IOException {
    String other =
        Files.writeString(directory.resolve("other.pem"), LoopbackCertificate.make().issuerPem())
            .toString();
    try (Talk talk = ready(client, "blocking")) {
      assertThat(talk.ask("open wss://localhost:" + secure.address().getPort() + "/ " + other))
          .startsWith("failed ");
      talk.done("open " + url + " -");
      assertThat(talk.done("check 9 9")).containsExactly("" + crc(9, 9));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | failed no command 'hello'",
        "open ws://127.0.0.1:1/ | failed open takes 2 words: URL CA",
        "open http://127.0.0.1/ - | failed URL: 'http://127.0.0.1/' is neither ws: nor wss:",
        "open ws://127.0.0.1:1/ ca.pem | failed CA: 'ca.pem' does not go with ws://127.0.0.1:1/",
        "open wss://127.0.0.1:1/ nowhere.pem | failed no such file as CA: nowhere.pem",
        "check 5 5 5 | failed check takes 2 words: SIZE SEED",
        "check -1 5 | failed SIZE: -1 is not in 0 to 16777216",
        "rr x 5 - | failed SIZE: 'x' is not a number",
        "pipelined 5 0 5 - | failed COUNT: 0 is not in 1 to 1048576",
        "stream 5 5 -5 - | failed MILLIS: -5 is not in 0 to 3600000",
        "rr 5 5 - | failed no connection is open",
        "close now | failed close takes 0 words",
      })
  void aWrongCommandIsSaid(String command, String answer) throws IOException {
    try (Talk talk = ready(JvmClient.JDK, "blocking")) {
      assertThat(talk.ask(command)).isEqualTo(answer);
    }
  }

  @Test
  void aWrongCommandLeavesTheConnectionAsItIs() throws IOException {
    try (Talk talk = ready(JvmClient.WIRESPEED_BLOCKING, "blocking")) {
      talk.done("open " + url + " -");
      assertThat(talk.ask("rr 5 x -")).startsWith("failed MILLIS: ");
      assertThat(talk.done("check 2 2")).containsExactly("" + crc(2, 2));
    }
  }

  @Test
  void whoCannotRunHereSaysWhy() throws IOException {
    try (Talk talk = new Talk(JvmClient.APACHE.name(), "blocking")) {
      assertThat(talk.line()).startsWith("failed its WebSocket, httpclient5-websocket, ");
      assertThat(talk.line()).isNull();
    }
    try (Talk talk = new Talk("NOBODY", "blocking")) {
      assertThat(talk.line()).startsWith("failed ").contains("NOBODY");
    }
    try (Talk talk = new Talk(JvmClient.JDK.name(), "sleeping")) {
      assertThat(talk.line()).startsWith("failed ").contains("sleeping");
    }
  }
}
