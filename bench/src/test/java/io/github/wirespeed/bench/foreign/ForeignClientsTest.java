package io.github.wirespeed.bench.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.peers.ServerHost;
import io.github.wirespeed.bench.peers.Service;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.server.LoopbackCertificate;
import io.github.wirespeed.server.WebSocketServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each program below bench/foreign that is installed here keeps PROTOCOL.md. */
@Timeout(300)
class ForeignClientsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FRAGMENT = 1000;

  /** Their library says the length of a message and its bytes, and not its type. */
  private static final Set<String> BLIND_FOR_TEXT =
      Set.of("websocket-rs-async", "websocket-rs-callback");

  @TempDir private static Path directory;

  private static LoopbackCertificate certificate;
  private static Child netty;
  private static String plain;
  private static WebSocketServer tls;
  private static WebSocketServer odd;

  private Child client;

  @BeforeAll
  static void startServers() throws IOException {
    netty = Child.jvm(List.of(), ServerHost.class, Contender.NETTY.name(), Service.ECHO.name());
    plain = "ws://127.0.0.1:" + netty.line(PATIENCE).substring("port ".length()) + "/ -";
    certificate = LoopbackCertificate.make();
    tls =
        WebSocketServer.builder()
            .tls(certificate.serverContext())
            .route("/", (connection, message) -> connection.send(message))
            .start();
    odd =
        WebSocketServer.builder()
            .options(WebSocketOptions.defaults().fragmentSize(FRAGMENT))
            .route(
                "/fragments",
                (connection, message) -> {
                  connection.ping();
                  connection.send(message.bytes());
                })
            .route(
                "/short",
                (connection, message) ->
                    connection.send(Arrays.copyOf(message.bytes(), message.size() - 1)))
            .route("/text", (connection, message) -> connection.send("x".repeat(message.size())))
            .route("/end", (connection, message) -> connection.close())
            .start();
  }

  @AfterAll
  static void stopServers() {
    netty.close();
    tls.close();
    odd.close();
  }

  static Stream<Program> programs() throws IOException {
    return Program.all().stream();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramKeepsTheProtocol(Program program) throws IOException {
    try (Child started = program.start()) {
      client = started;
      String first = client.line(PATIENCE);
      assumeFalse(Program.isAbsent(first), first);
      assertThat(first).startsWith("ready ");
      exchanges();
      measures();
      trustsOneCertificate();
      putsFragmentsTogether();
      refusesWrongAnswers(program);
      saysWhatCannotBe();
    }
  }

  private void exchanges() throws IOException {
    asked("open " + plain, "ok");
    asked("check 0 5", "ok 0");
    checks(1, 0);
    checks(256, 7);
    checks(100_000, 255);
    asked("close", "ok");
  }

  private void measures() throws IOException {
    asked("open " + plain, "ok");
    Path times = directory.resolve("times");
    measured("rr 256 20 " + times, times, 1);
    measured("rr 256 0 " + times, times, 1);
    measured("pipelined 512 10 20 " + times, times, 10);
    long[] stream = result("stream 256 4 20 -");
    assertThat(stream[0]).as("messages of a stream").isGreaterThanOrEqualTo(4);
    result("rr 8192 5 -");
    assertThat(Path.of("foreign", "-")).doesNotExist();
    asked("close", "ok");
  }

  /** The file has a time for each batch, and all of them together are no longer than the whole. */
  private void measured(String command, Path times, int batch) throws IOException {
    Files.deleteIfExists(times);
    long[] result = result(command);
    assertThat(result[0] % batch).as(command).isZero();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(times)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.remaining()).as(command).isEqualTo(result[0] / batch * Long.BYTES);
    long sum = 0;
    while (bytes.hasRemaining()) {
      long time = bytes.getLong();
      assertThat(time).as(command).isPositive();
      sum += time;
    }
    assertThat(sum).as(command).isLessThanOrEqualTo(result[1]);
  }

  private void trustsOneCertificate() throws IOException {
    Path right = directory.resolve("right.pem");
    Path wrong = directory.resolve("wrong.pem");
    Files.writeString(right, certificate.issuerPem());
    Files.writeString(wrong, LoopbackCertificate.make().issuerPem());
    for (String host : List.of("localhost", "127.0.0.1")) {
      String url = "wss://" + host + ":" + port(tls) + "/ ";
      asked("open " + url + right, "ok");
      checks(20_000, 3);
      asked("close", "ok");
      fails("open " + url + wrong);
    }
  }

  private void putsFragmentsTogether() throws IOException {
    asked("open " + odd("/fragments"), "ok");
    checks(FRAGMENT * 4 + 1, 9);
    result("pipelined " + (FRAGMENT + 1) + " 3 5 -");
    asked("close", "ok");
  }

  private void refusesWrongAnswers(Program program) throws IOException {
    for (String workload : List.of("rr 64", "pipelined 64 3", "stream 64 3")) {
      asked("open " + odd("/short"), "ok");
      assertThat(fails(workload + " 60000 -")).contains("63 bytes came back instead of 64");
      asked("open " + odd("/end"), "ok");
      fails(workload + " 60000 -");
    }
    if (!BLIND_FOR_TEXT.contains(program.client())) {
      asked("open " + odd("/text"), "ok");
      fails("check 64 0");
      asked("open " + odd("/text"), "ok");
      fails("rr 64 60000 -");
    }
  }

  private void saysWhatCannotBe() throws IOException {
    fails("rr 64 10 -"); // the failure before gave the connection up
    fails("open " + odd("/nowhere"));
    fails("open ws://127.0.0.1:" + port(odd) + "9999/ -");
    fails("juggle 3");
    asked("open " + plain, "ok");
    fails("rr 64 10 " + directory.resolve("nowhere").resolve("times"));
    asked("open " + plain, "ok");
    checks(10, 1);
  }

  private void checks(int size, int seed) throws IOException {
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (i * 31 + seed);
    }
    CRC32 sum = new CRC32();
    sum.update(payload);
    asked("check " + size + " " + seed, "ok " + sum.getValue());
  }

  /** Its messages and nanoseconds. */
  private long[] result(String command) throws IOException {
    String answer = client.ask(command, PATIENCE);
    assertThat(answer).as(command).matches("ok [0-9]+ [0-9]+");
    long[] result =
        Arrays.stream(answer.substring("ok ".length()).split(" "))
            .mapToLong(Long::parseLong)
            .toArray();
    assertThat(result[0]).as(command).isPositive();
    assertThat(result[1]).as(command).isPositive();
    return result;
  }

  private void asked(String command, String answer) throws IOException {
    assertThat(client.ask(command, PATIENCE)).as(command).isEqualTo(answer);
  }

  private String fails(String command) throws IOException {
    String answer = client.ask(command, PATIENCE);
    assertThat(answer).as(command).matches("failed .*\\S.*");
    return answer;
  }

  private static String odd(String path) {
    return "ws://127.0.0.1:" + port(odd) + path + " -";
  }

  private static int port(WebSocketServer server) {
    return ((InetSocketAddress) server.addresses().get(0)).getPort();
  }
}
