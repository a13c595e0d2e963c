package io.github.wirespeed.cli;

import static io.github.wirespeed.cli.AnsweringServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./ws connect} says in its opening request, and does with the answer. */
@Timeout(30)
class ConnectHttpTest {
  private final Tool tool = new Tool();

  @Test
  void thePasswordComesFromTheCommandTheUrlOrAFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "p\u00e4ss:word\nignored\n");
    String refusal = answer("401 Unauthorized");
    try (AnsweringServer server = AnsweringServer.tcp(refusal, refusal, refusal)) {
      tool.pipe("", "connect", server.uri(), "--user", "joe:pw");
      tool.pipe("", "connect", server.uri().replace("//", "//joe:p%77@"));
      tool.pipe("", "connect", server.uri(), "--user", "joe", "--password-file", file.toString());

      assertThat(server.requests.get(0)).contains("\r\nAuthorization: Basic am9lOnB3\r\n");
      assertThat(server.requests.get(1)).contains("\r\nAuthorization: Basic am9lOnB3\r\n");
      assertThat(server.requests.get(2))
          .contains("\r\nAuthorization: Basic am9lOnDDpHNzOndvcmQ=\r\n");
    }
    assertThat(tool.err.toString()).doesNotContain("pw").doesNotContain("p%77");
  }

  @Test
  void originAndSubprotocolsAreSent() throws IOException {
    try (AnsweringServer server = AnsweringServer.tcp(answer("403 Forbidden"))) {
      tool.pipe(
          "",
          "connect",
          server.uri(),
          "--origin",
          "https://example.com",
          "--subprotocol",
          "b",
          "--subprotocol",
          "a");

      assertThat(server.requests.get(0))
          .contains("\r\nOrigin: https://example.com\r\n", "\r\nSec-WebSocket-Protocol: b, a\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 Unauthorized | x: y | ; --user, or --header 'Authorization: ...', says who asks",
        "403 Forbidden | x: y | ; it may want another --origin, --user or --header",
        "404 Not Found | x: y | ; is the path of the URL right?",
        "429 Slow Down | Retry-After: 90 | ; try again in 90 s",
        "503 Full | Retry-After: 7200 | ; try again in 2 h",
        "503 Full | x: y | ; try later",
        "302 Found | Location: ws://127.0.0.1:1/ | ; --max-redirects 5 follows it",
        "500 Oops | x: y | instead of 101",
      })
  void aRefusalIsOneLineThatSaysWhatToDo(String status, String header, String advice)
      throws IOException {
    try (AnsweringServer server = AnsweringServer.tcp(answer(status, header))) {
      assertThat(tool.pipe("", "connect", server.uri())).isEqualTo(1);
    }
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("ws connect: server answered " + status.substring(0, 3))
        .endsWith(advice);
  }

  @Test
  void theWordsOfARefusalAreShown() throws IOException {
    String refusal =
        "HTTP/1.1 403 No\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nno\033[2J\nkey";
    try (AnsweringServer server = AnsweringServer.tcp(refusal)) {
      assertThat(tool.pipe("", "connect", server.uri())).isEqualTo(1);
    }
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .contains("instead of 101: \"no [2J key\"");
  }

  @Test
  void redirectsAreFollowedAndCookiesKept() throws IOException {
    try (EchoServer echo = EchoServer.builder().start();
        AnsweringServer server =
            AnsweringServer.tcp(
                answer("302 Found", "Location: /in", "Set-Cookie: id=7"),
                answer("307 Go", "Location: " + echo.uri().replace("ws:", "http:")))) {
      int code =
          tool.pipe(
              "a\n", "connect", server.uri(), "--cookies", "--max-redirects", "2", "--user", "j:p");

      assertThat(tool.err.toString()).contains("closed by this side");
      assertThat(code).isZero();
      assertThat(tool.out.toString().lines()).containsExactly("< a");
      assertThat(server.requests.get(1))
          .startsWith("GET /in ")
          .contains("\r\nCookie: id=7\r\n", "\r\nAuthorization: Basic ");
    }
  }

  @Test
  void oneRedirectTooManyIsNotFollowed() throws IOException {
    try (AnsweringServer server =
        AnsweringServer.tcp(
            answer("302 Found", "Location: /1"), answer("302 Found", "Location: /2"))) {
      assertThat(tool.pipe("", "connect", server.uri(), "--max-redirects", "1")).isEqualTo(1);
    }
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .contains("not followed: it is one more than 1");
  }
}
