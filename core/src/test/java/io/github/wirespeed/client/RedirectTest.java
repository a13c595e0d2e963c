package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.WebSocketUri;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
  private static final Reach.Credentials JOE = new Reach.Credentials("joe", "pw");
  private static final List<Map.Entry<String, String>> HEADERS =
      List.of(
          Map.entry("Authorization", "Bearer t"),
          Map.entry("Cookie", "a=b"),
          Map.entry("Proxy-Authorization", "Basic x"),
          Map.entry("X-Api-Key", "k"));

  @ParameterizedTest
  @CsvSource({
    "301, true",
    "302, true",
    "303, true",
    "307, true",
    "308, true",
    "300, false",
    "304, false",
    "305, false",
    "306, false",
    "309, false",
    "200, false",
    "401, false"
  })
  void onlyFiveStatusesAskForIt(int status, boolean asks) {
    assertThat(Redirect.isAskedBy(answer(status, "/x"))).isEqualTo(asks);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void withinTheOriginEverythingGoesAlong(int status) {
    Request request = request("ws://joe:pw@h/a?q", reach(1, null));

    Redirect redirect = Redirect.of(request, List.of(), answer(status, "http://H:80/b"));

    assertThat(redirect.whyNot()).isNull();
    assertThat(redirect.next())
        .isEqualTo(
            new Request(
                WebSocketUri.of("ws://joe:pw@h/b"),
                HEADERS,
                List.of("chat"),
                List.of(),
                HttpLimits.DEFAULTS,
                request.reach()));
  }

  @ParameterizedTest
  @CsvSource({
    "ws://h/a, ws://g/b",
    "ws://h/a, //g/b",
    "ws://h/a, ws://h:81/b",
    "ws://h/a, wss://h/a",
    "ws://h/a, https://h:80/a",
    "wss://h/a, wss://h.evil/a",
    "wss://h/a, wss://evil.h/a",
    "wss://h/a, https://h@evil/a",
    "ws://h:8080/a, ws://h/a",
  })
  void toAnotherOriginGoesNothingThatSaysWhoAsks(String from, String location) {
    Request request = request(from, reach(1, null));

    Redirect redirect = Redirect.of(request, List.of(), answer(302, location));

    Request next = redirect.next();
    assertThat(next.uri()).isEqualTo(WebSocketUri.of(from).resolve(location));
    assertThat(next.uri().userInfo()).isNull();
    assertThat(next.headers()).isEmpty();
    assertThat(next.reach().credentials()).isNull();
    assertThat(next.reach().redirects()).isEqualTo(1);
    assertThat(next.subprotocols()).containsExactly("chat");
    assertThat(BasicCredentials.header(next)).isNull();
  }

  @Test
  void whatWasDroppedDoesNotComeBack() {
    Request first = request("ws://joe:pw@h/a", reach(5, null));
    Request away = Redirect.of(first, List.of(), answer(302, "ws://g/")).next();
    Request home = Redirect.of(away, List.of(first.uri()), answer(302, "ws://h/b")).next();

    assertThat(home.uri()).isEqualTo(WebSocketUri.of("ws://h/b"));
    assertThat(home.headers()).isEmpty();
    assertThat(home.reach().credentials()).isNull();
  }

  @Test
  void theCookieHandlerStays() {
    CookieHandler cookies = new CookieManager();
    Request request = request("ws://h/a", reach(1, cookies));

    Redirect redirect = Redirect.of(request, List.of(), answer(302, "ws://g/b"));

    assertThat(redirect.next().reach().cookies()).isSameAs(cookies);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wss://h/a | ws://h/b | not followed: it leads out of TLS, to ws://h/b",
        "wss://h/a | http://h:443/b | not followed: it leads out of TLS, to ws://h:443/b",
        "ws://h/a | a | not followed: it leads in a circle, back to ws://h/a",
        "ws://h/a | # | not followed: it leads in a circle, back to ws://h/a",
        "ws://h/a | http://x:y@h/a#b | not followed: it leads in a circle, back to ws://h/a",
        "ws://h/a | /0 | not followed: it leads in a circle, back to ws://h/0",
        "ws://h/a | file:///etc/passwd | not followed: its Location is wrong: scheme \"file\" is"
            + " neither ws nor wss: \"file:///etc/passwd\"",
        "ws://h/a | http://joe:pw@h:x/ | not followed: its Location is wrong: port is not a"
            + " number: \"x\": \"ws://h:x/\"",
      })
  void saysWhyItIsNotFollowed(String from, String location, String why) {
    Request request = request(from, reach(5, null));
    List<WebSocketUri> before = List.of(WebSocketUri.of("ws://z:9@h/0"));

    Redirect redirect = Redirect.of(request, before, answer(302, location));

    assertThat(redirect).isEqualTo(new Redirect(null, why));
  }

  @Test
  void oneLocationIsNeeded() {
    Request request = request("ws://h/a", reach(5, null));

    assertThat(Redirect.of(request, List.of(), answer(302)).whyNot())
        .isEqualTo("not followed: it has no Location");
    assertThat(Redirect.of(request, List.of(), answer(302, "/b", "/c")).whyNot())
        .isEqualTo("not followed: it has 2 Locations");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5})
  void asManyAreFollowedAsTheLimitSays(int limit) {
    Request request = request("ws://h/0", reach(limit, null));
    List<WebSocketUri> before = new ArrayList<>();
    Redirect redirect = Redirect.of(request, before, answer(307, "/1"));
    while (redirect.next() != null) {
      before.add(request.uri());
      request = redirect.next();
      redirect = Redirect.of(request, before, answer(307, "/" + (before.size() + 1)));
    }

    assertThat(before).hasSize(limit);
    assertThat(redirect.whyNot())
        .isEqualTo(
            limit == 0
                ? "redirects are not followed unless an option says so"
                : "not followed: it is one more than " + limit + ", to ws://h/" + (limit + 1));
  }

  @Test
  void withCookiesTheSameUriMayAnswerSomethingElse() {
    Request request = request("ws://h/a", reach(2, new CookieManager()));
    List<WebSocketUri> before = List.of();

    Redirect again = Redirect.of(request, before, answer(302, "/a"));
    assertThat(again.next().uri()).isEqualTo(request.uri());

    before = List.of(request.uri(), request.uri());
    assertThat(Redirect.of(request, before, answer(302, "/a")).whyNot())
        .isEqualTo("not followed: it is one more than 2, to ws://h/a");
  }

  @Test
  void aUnixSocketHasOneServer() {
    Reach direct = reach(5, null);
    Reach unix =
        new Reach(
            direct.names(),
            direct.sockets(),
            direct.attemptDelay(),
            Path.of("/run/x"),
            direct.proxy(),
            direct.tls(),
            5,
            JOE,
            null);
    Request request = request("ws://h/a", unix);

    assertThat(Redirect.of(request, List.of(), answer(302, "/b")).next().reach()).isEqualTo(unix);
    assertThat(Redirect.of(request, List.of(), answer(302, "//g/b")).whyNot())
        .isEqualTo("not followed: it leads away from the server of the Unix socket, to ws://g/b");
  }

  private static Request request(String uri, Reach reach) {
    return new Request(
        WebSocketUri.of(uri), HEADERS, List.of("chat"), List.of(), HttpLimits.DEFAULTS, reach);
  }

  private static Reach reach(int redirects, CookieHandler cookies) {
    Reach direct = Reach.DIRECT;
    return new Reach(
        direct.names(),
        direct.sockets(),
        direct.attemptDelay(),
        null,
        direct.proxy(),
        direct.tls(),
        redirects,
        JOE,
        cookies);
  }

  private static HttpHead answer(int status, String... locations) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("Content-Length", "0"));
    for (String location : locations) {
      headers.add(Map.entry("location", location));
    }
    return HttpHead.status("HTTP/1.1", status, "", headers);
  }
}
