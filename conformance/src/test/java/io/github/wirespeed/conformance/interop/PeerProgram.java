package io.github.wirespeed.conformance.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A program that is a peer, and the lines that go there and come back: {@code peers/README.md} says
 * which. It is ended with the test, and ends by itself when this JVM does.
 */
final class PeerProgram {
  private static final long HANG_SECONDS = 60;

  /** A message of 16 MiB as Base64 is longer than what is taken by default. */
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(64 << 20).build())
              .build());

  private final Process process;
  private final Thread reader;
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Integer, ProgramPeer> peers = new ConcurrentHashMap<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  // What the program cannot do, and that it ended, fails whoever waits for something.
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final Consumer<ProgramPeer> opened;

  /**
   * Starts the program; skips the test if this machine cannot run it.
   *
   * @param opened told of connections that were not opened from here
   */
  PeerProgram(PeerRuntime runtime, Consumer<ProgramPeer> opened) throws Exception {
    this(runtime, null, opened);
  }

  /**
   * Likewise.
   *
   * @param trust whose certificates it trusts, as PEM; null for those of the system
   */
  PeerProgram(PeerRuntime runtime, Path trust, Consumer<ProgramPeer> opened) throws Exception {
    String missing = runtime.missing();
    assumeTrue(missing.isEmpty(), missing);
    this.opened = opened;
    Path log = Path.of("target", "peer-" + runtime.name().toLowerCase(Locale.ROOT) + ".log");
    Files.createDirectories(log.getParent());
    ProcessBuilder builder = runtime.builder();
    if (trust != null) {
      builder.environment().put("SSL_CERT_FILE", trust.toString()); // of OpenSSL
      builder.environment().put("NODE_EXTRA_CA_CERTS", trust.toString());
    }
    process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    reader = new Thread(this::read, "peer-program");
    reader.setDaemon(true);
    reader.start();
  }

  static ObjectNode command(String what) {
    return JSON.createObjectNode().put("do", what);
  }

  /** The command to a connection. */
  static ObjectNode command(String what, int id) {
    return command(what).put("id", id);
  }

  void tell(ObjectNode command) throws IOException {
    byte[] line = (JSON.writeValueAsString(command) + "\n").getBytes(StandardCharsets.UTF_8);
    writing.lock();
    try {
      OutputStream out = process.getOutputStream();
      out.write(line);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  /** Where it listens, once it was told to. */
  int port() throws Exception {
    return await(port);
  }

  /** A connection that the program is going to open. */
  ProgramPeer opening(int id) {
    ProgramPeer peer = new ProgramPeer(this, id);
    peers.put(id, peer);
    return peer;
  }

  /** Waits for something that the program is to tell. */
  <T> T await(CompletableFuture<T> future) throws Exception {
    CompletableFuture.anyOf(future, failed).get(HANG_SECONDS, TimeUnit.SECONDS);
    return future.getNow(null);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        event(JSON.readTree(line));
      }
      fail("the peer program ended");
    } catch (Exception e) {
      fail("not what a peer program says: " + e);
    }
  }

  private void event(JsonNode event) throws Exception {
    int id = event.path("id").asInt();
    switch (event.path("event").asText()) {
      case "listening" -> port.complete(event.path("port").asInt());
      case "open" -> open(id);
      case "message" -> peers.get(id).received(message(event));
      case "pong" -> peers.get(id).ponged(event.path("binary").binaryValue());
      case "end" -> peers.get(id).ended(event.path("code").asInt(), event.path("reason").asText());
      case "failed" -> fail("the peer program says: " + event.path("why").asText());
      default -> throw new IOException("an event that is not known: " + event);
    }
  }

  private void open(int id) {
    ProgramPeer known = peers.get(id);
    if (known == null) {
      opened.accept(opening(id));
    } else {
      known.opened.complete(known);
    }
  }

  private static Message message(JsonNode event) throws IOException {
    return event.has("text")
        ? new Message.Text(event.path("text").textValue())
        : new Message.Binary(event.path("binary").binaryValue());
  }

  private void fail(String why) {
    failed.completeExceptionally(new AssertionError(why));
    peers.values().forEach(peer -> peer.lost(why));
  }

  /** Ends the program at once, as a crash would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(HANG_SECONDS, TimeUnit.SECONDS);
    reader.join(TimeUnit.SECONDS.toMillis(HANG_SECONDS));
  }
}
