package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages are let in, by what they and their browser say. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginsTest {
  private WebSocketServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        Requests.server()
            .route("/same", Route.to((c, m) -> {}))
            .route("/any", Route.to((c, m) -> {}).origins(Origins.any()))
            .route(
                "/of",
                Route.to((c, m) -> {})
                    .origins(
                        Origins.of(
                            "https://App.example",
                            "http://dev.example:8080",
                            "https://late.example:443",
                            "http://[::1]:3000",
                            "capacitor://localhost")))
            .route("/both", Route.to((c, m) -> {}).origins(Origins.sameOr("https://app.example")))
            .route("/none", Route.to((c, m) -> {}).origins(Origins.of()))
            .start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private int status(String path, String host, String... origins) throws Exception {
    StringBuilder request =
        new StringBuilder(Requests.upgrade(path).replace("Host: localhost", "Host: " + host));
    request.setLength(request.length() - 2);
    for (String origin : origins) {
      request.append("Origin: ").append(origin).append("\r\n");
    }
    try (RawClient client = Requests.sent(server, request.append("\r\n").toString())) {
      return Integer.parseInt(client.head().substring(9, 12));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/same, h, http://h, 101",
    "/same, h, https://h, 101",
    "/same, h:80, http://h, 101",
    "/same, h, http://h:80, 101",
    "/same, h:443, https://h, 101",
    "/same, h, https://h:443, 101",
    "/same, h:, http://h, 101",
    "/same, h:8080, http://h:8080, 101",
    "/same, H.Example:8080, HTTP://h.eXample:8080, 101",
    "/same, '[::1]:80', 'http://[::1]', 101",
    "/same, '[::A]', 'http://[::a]', 101",
    "/same, h:443, http://h, 403",
    "/same, h:80, https://h, 403",
    "/same, h, http://h:443, 403",
    "/same, h:8080, http://h, 403",
    "/same, h, http://h:8080, 403",
    "/same, h, http://evil, 403",
    "/same, h, http://h.evil, 403",
    "/same, h, http://evil-h, 403",
    "/same, h, http://h@evil, 403",
    "/same, h, http://evil@h, 403",
    "/same, h, http://h/, 403",
    "/same, h, http://h/x, 403",
    "/same, h, h, 403",
    "/same, h, //h, 403",
    "/same, h, ://h, 403",
    "/same, h, ftp://h, 403",
    "/same, h, file://, 403",
    "/same, h, '', 403",
    "/same, h, null, 403",
    "/same, null, null, 403",
    "/same, h, http://h http://h, 403",
    "/of, h, https://app.example, 101",
    "/of, h, HTTPS://APP.EXAMPLE:443, 101",
    "/of, h, https://late.example, 101",
    "/of, h, http://dev.example:8080, 101",
    "/of, h, 'http://[::1]:3000', 101",
    "/of, h, capacitor://localhost, 101",
    "/of, h, http://app.example, 403",
    "/of, h, https://app.example:8443, 403",
    "/of, h, http://dev.example, 403",
    "/of, h, https://app.example.evil, 403",
    "/of, app.example, https://www.app.example, 403",
    "/of, h, http://h, 403",
    "/of, h, null, 403",
    "/both, h, http://h, 101",
    "/both, h, https://app.example, 101",
    "/both, h, http://app.example, 403",
    "/both, h, null, 403",
    "/none, h, http://h, 403",
    "/any, h, http://evil, 101",
    "/any, h, null, 101",
    "/any, h, what is this, 101"
  })
  void aPageIsLetInOrNot(String path, String host, String origin, int status) throws Exception {
    assertThat(status(path, host, origin)).isEqualTo(status);
  }

  @Test
  void whoSendsNoOriginIsNoBrowserAndPasses() throws Exception {
    for (String path : new String[] {"/same", "/any", "/of", "/both", "/none"}) {
      assertThat(status(path, "h")).as(path).isEqualTo(101);
    }
  }

  @Test
  void twoOriginsAreRefusedWhereverPagesAreChosen() throws Exception {
    for (String path : new String[] {"/same", "/of", "/both"}) {
      assertThat(status(path, "h", "http://h", "http://h")).as(path).isEqualTo(403);
      assertThat(status(path, "h", "https://app.example", "null")).as(path).isEqualTo(403);
    }
  }

  @Test
  void theRefusalSaysWhoMayNotAndEndsTcp() throws Exception {
    assertThat(Requests.answer(server, Requests.upgrade("/same", "Origin: https://evil.example")))
        .isEqualTo(Requests.text("403 Forbidden", "origin https://evil.example may not connect\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app.example        | it begins with no scheme and ://",
        "//app.example      | it begins with no scheme and ://",
        "://app.example     | it begins with no scheme and ://",
        "1http://h          | it begins with no scheme and ://",
        "null               | it begins with no scheme and ://",
        "*                  | it begins with no scheme and ://",
        "''                 | it begins with no scheme and ://",
        "https://           | missing host",
        "https://h/         | '/' in host \"h/\"",
        "https://h/x        | '/' in host \"h/x\"",
        "https://h?x        | '?' in host \"h?x\"",
        "https://u@h        | '@' in host \"u@h\"",
        "https://*.h        | '*' in host \"*.h\"",
        "https://h:x        | port is not a number: \"x\"",
        "https://h:99999    | port is not in 1 to 65535: \"99999\"",
        "https://[::1       | '[' without ']' in host \"[::1\""
      })
  void anOriginThatNoBrowserSendsIsRefused(String origin, String problem) {
    String message = "origin \"" + origin + "\" is not scheme://host[:port]: " + problem;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Origins.of("https://fine", origin))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Origins.sameOr(origin))
        .withMessage(message);
  }
}
