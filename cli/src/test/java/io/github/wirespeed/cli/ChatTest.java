package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatTest {
  private static final Duration HANG = Duration.ofSeconds(20);

  private final Tool tool = new Tool();

  @Test
  void itServesThePageAndItsRoomsUntilItIsStopped() throws Exception {
    Thread thread = new Thread(() -> tool.run("chat", "--port", "0"));
    thread.start();
    try {
      tool.await(tool.out, System.lineSeparator());
      String url = tool.out.toString().strip().replace("open in a browser: ", "");
      assertThat(url).startsWith("http://127.0.0.1:").endsWith("/");
      HttpResponse<String> page =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url)).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(page.body()).startsWith("<!doctype html>");
      try (WebSocket ada = WebSocket.connect(url.replace("http", "ws") + "rooms/lobby/ada")) {
        ada.send("hello");
        assertThat(ada.receive(HANG).text()).isEqualTo("\nada came");
        assertThat(ada.receive(HANG).text()).isEqualTo("ada\nhello");
      }
    } finally {
      thread.interrupt();
      thread.join(20_000);
    }
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void aSignalClosesWith1001() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "chat",
                "--port",
                "0")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader()) {
      String url = output.readLine().replace("open in a browser: ", "");
      try (WebSocket ada = WebSocket.connect(url.replace("http", "ws") + "rooms/lobby/ada")) {
        assertThat(ada.receive(HANG).text()).isEqualTo("\nada came");
        process.destroy();
        ConnectionClosedException end =
            catchThrowableOfType(ConnectionClosedException.class, () -> ada.receive(HANG));
        assertThat(end.code()).isEqualTo(1001);
      }
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aPortInUseIsOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(tool.run("chat", "--port", port)).isEqualTo(1);
      assertThat(tool.err.toString().lines())
          .singleElement()
          .asString()
          .startsWith("ws chat: cannot listen on port " + port + " of 127.0.0.1: ");
    }
  }
}
