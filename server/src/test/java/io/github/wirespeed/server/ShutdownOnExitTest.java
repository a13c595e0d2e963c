package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WebSocket;
import java.io.BufferedReader;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose JVM is told to end. */
@Timeout(60)
class ShutdownOnExitTest {
  @TempDir Path folder;

  /** What the JVM to be ended runs. */
  static final class Program {
    private Program() {}

    /** Serves until it is ended; the first line that it prints is its port. */
    public static void main(String[] args) throws Exception {
      boolean exits = Boolean.parseBoolean(args[1]);
      WebSocketServer server =
          Guard.bare("exit-test")
              .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .address(UnixDomainSocketAddress.of(args[0]))
              .shutdownOnExit(Duration.ofSeconds(20))
              .route(
                  "/",
                  (connection, message) -> {
                    if (exits) {
                      new Thread(() -> System.exit(0)).start();
                    }
                  })
              .start();
      System.out.println(Guard.address(server).getPort());
      server.await();
    }
  }

  private static String folderOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Process run(Path file, boolean exits) throws Exception {
    String classes =
        Stream.of(WebSocket.class, WebSocketServer.class, ShutdownOnExitTest.class)
            .map(ShutdownOnExitTest::folderOf)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes,
            Program.class.getName(),
            file.toString(),
            Boolean.toString(exits))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void endsWith1001(boolean exits) throws Exception {
    Path file = folder.resolve("s");
    Process process = run(file, exits);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      int port = Integer.parseInt(out.readLine());
      assertThat(file).exists();
      try (RawClient client =
          new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        client.open();
        if (exits) {
          client.send(RawClient.text("exit"));
        } else {
          process.destroy(); // SIGTERM
        }
        assertThat(client.frame()).isEqualTo("CLOSE 1001 server shutting down");
        client.send(RawClient.close(1001, ""));
        assertThat(client.frame()).isEqualTo("END");
      }
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(file).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void sigtermClosesConnectionsAsAShutdownDoes() throws Exception {
    endsWith1001(false);
  }

  @Test
  void exitClosesConnectionsAsAShutdownDoes() throws Exception {
    endsWith1001(true);
  }

  @Test
  void aServerThatIsClosedIsForgottenByTheJvm() throws Exception {
    WebSocketServer server = Guard.echo("exit-test").shutdownOnExit(Duration.ofSeconds(1)).start();
    Thread hook = server.exitHook();
    assertThat(Runtime.getRuntime().removeShutdownHook(hook)).as("it was there").isTrue();
    Runtime.getRuntime().addShutdownHook(hook);
    server.close();

    assertThat(Runtime.getRuntime().removeShutdownHook(hook)).as("it is gone").isFalse();
  }
}
