package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer.Conversation;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From one server to the next, with what is to go along. For whoever waits. */
abstract class RedirectContract extends NetworkContract {
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private static void redirect(Conversation c, int status, String more) throws IOException {
    c.send("HTTP/1.1 " + status + " Elsewhere\r\nContent-Length: 0\r\n" + more + "\r\n");
    c.untilClientLeft();
  }

  private static void accept(Conversation c, String more) throws IOException {
    c.send(c.accept(more));
    c.untilClientLeft();
  }

  /** Sends whoever asks for one of the numbered paths to the next number, until the last one. */
  private ScriptedServer chain(int status, int last) throws IOException {
    ScriptedServer.Script script =
        c -> {
          String path = c.request().split(" ", 3)[1];
          asked.add(path);
          int number = Integer.parseInt(path.substring(1));
          if (number == last) {
            accept(c, "");
          } else {
            redirect(c, status, "Location: " + (number + 1) + "\r\n");
          }
        };
    return closedLater(new ScriptedServer(0, last + 1, script));
  }

  private Opening.Refused refusedFor(String headers) throws Exception {
    ScriptedServer server = server(c -> redirect(c, 302, headers));
    Opening.Result result = open(Reaching.directly().redirects(5).request(server.uri("/")), LONG);
    server.ended(); // the client left
    return (Opening.Refused) result;
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectsAreFollowedOnNewConnections(int status) throws Exception {
    ScriptedServer server = chain(status, 3);

    Opening.Result result = open(Reaching.directly().redirects(3).request(server.uri("/0")), LONG);

    assertThat(result).isInstanceOf(Opening.Upgraded.class);
    assertThat(asked).containsExactly("/0", "/1", "/2", "/3");
    ((Opening.Upgraded) result).transport().close();
    server.ended(); // the client left each connection
  }

  @Test
  void oneMoreThanAllowedIsARefusalThatSaysSo() throws Exception {
    ScriptedServer server = chain(302, 3);

    Opening.Refused refused =
        (Opening.Refused) open(Reaching.directly().redirects(2).request(server.uri("/0")), LONG);

    assertThat(refused.response().status()).isEqualTo(302);
    assertThat(refused.why()).contains("302").contains("one more than 2").contains("/3");
    assertThat(asked).containsExactly("/0", "/1", "/2");
  }

  @Test
  void withoutTheOptionARedirectIsARefusalThatSaysSo() throws Exception {
    ScriptedServer server = chain(302, 1);

    Opening.Refused refused = (Opening.Refused) open(server.uri("/0"), LONG);

    assertThat(refused.why())
        .isEqualTo(
            "server answered 302 \"Elsewhere\" instead of 101; redirects are not followed unless an"
                + " option says so");
  }

  @ParameterizedTest
  @CsvSource({
    "'', no Location",
    "'Location: /', in a circle",
    "'Location: ftp://127.0.0.1/', ftp",
    "'Location: ws://', Location is wrong"
  })
  void aRedirectThatLeadsNowhereIsARefusalThatSaysSo(String header, String why) throws Exception {
    Opening.Refused refused = refusedFor(header.isEmpty() ? "" : header + "\r\n");

    assertThat(refused.response().status()).isEqualTo(302);
    assertThat(refused.why()).contains("302").contains("not followed").contains(why);
  }

  @Test
  void theNextHostIsLookedUp() throws Exception {
    ScriptedServer next = willing();
    String there = next.uri("/there").replace("127.0.0.1", "b-name.invalid");
    ScriptedServer first = server(c -> redirect(c, 302, "Location: " + there + "\r\n"));
    List<String> names = Collections.synchronizedList(new ArrayList<>());
    Names noting =
        host -> {
          names.add(host);
          return addresses("127.0.0.1");
        };
    String here = first.uri("/").replace("127.0.0.1", "a-name.invalid");

    Opening.Result result = open(Reaching.by(noting).redirects(1).request(here), LONG);

    assertThat(result).isInstanceOf(Opening.Upgraded.class);
    assertThat(names).containsExactly("a-name.invalid", "b-name.invalid");
    assertThat(next.request()).startsWith("GET /there ").contains("\r\nHost: b-name.invalid:");
  }

  @Test
  void aNextHostThatIsUnknownIsSaidToBe() throws Exception {
    ScriptedServer first = server(c -> redirect(c, 302, "Location: http://b-name.invalid/\r\n"));
    Names none =
        host -> {
          if (host.equals("b-name.invalid")) {
            throw new UnknownHostException(host);
          }
          return Names.PLATFORM.lookUp(host);
        };

    assertThatThrownBy(() -> open(Reaching.by(none).redirects(1).request(first.uri("/")), LONG))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("b-name.invalid");
    first.ended();
  }

  @Test
  void allOfThemShareOneDeadline() throws Exception {
    ScriptedServer silent = server(Conversation::untilClientLeft);
    ScriptedServer first = server(c -> redirect(c, 302, "Location: " + silent.uri("/") + "\r\n"));

    assertThatThrownBy(
            () ->
                open(
                    Reaching.directly().redirects(1).request(first.uri("/")),
                    Duration.ofMillis(500)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("the server did not answer the opening handshake in time");
    first.ended();
    silent.ended();
  }

  @Test
  void credentialsAreSentButNotToAnotherOrigin() throws Exception {
    ScriptedServer next = willing();
    ScriptedServer first = server(c -> redirect(c, 302, "Location: " + next.uri("/") + "\r\n"));

    Request request =
        Reaching.directly().credentials("user", "word").redirects(1).request(first.uri("/"));
    assertThat(open(request, LONG)).isInstanceOf(Opening.Upgraded.class);

    assertThat(first.request()).contains("\r\nAuthorization: Basic dXNlcjp3b3Jk\r\n");
    assertThat(next.request()).doesNotContain("Authorization");
  }

  @Test
  void cookiesOfEveryAnswerAreKeptAndSent() throws Exception {
    CookieManager cookies = new CookieManager();
    List<String> sent = Collections.synchronizedList(new ArrayList<>());
    ScriptedServer.Script script =
        c -> {
          sent.add(c.request().replaceAll("(?s).*\r\nCookie: ([^\r]*)\r\n.*", "$1"));
          if (sent.size() == 1) {
            redirect(c, 302, "Set-Cookie: a=1; Path=/\r\nLocation: /next\r\n");
          } else if (sent.size() == 2) {
            accept(c, "Set-Cookie: b=2; Path=/\r\n");
          } else {
            c.send("HTTP/1.1 403 No\r\nSet-Cookie: c=3\r\nContent-Length: 100\r\n\r\nless");
          }
        };
    ScriptedServer server = closedLater(new ScriptedServer(0, 3, script));
    Request request = Reaching.directly().cookies(cookies).redirects(1).request(server.uri("/"));

    ((Opening.Upgraded) result(request, LONG)).transport().close();
    assertThat(open(request, LONG)).isInstanceOf(Opening.Refused.class);

    assertThat(sent.get(0)).as("no cookie").startsWith("GET /");
    assertThat(sent.get(1)).isEqualTo("a=1");
    assertThat(sent.get(2).split("; ")).containsExactlyInAnyOrder("a=1", "b=2");
    assertThat(cookies.getCookieStore().getCookies())
        .extracting(HttpCookie::toString)
        .containsExactlyInAnyOrder("a=1", "b=2", "c=3");
  }

  @Test
  void whatTheHandlerOfCookiesThrowsIsThrown() throws Exception {
    ScriptedServer server = server(Conversation::untilClientLeft);

    assertThatThrownBy(
            () -> open(Reaching.directly().cookies(new Failing()).request(server.uri("/")), LONG))
        .isInstanceOf(IOException.class)
        .hasMessage("no cookies today");
  }

  /** A jar that cannot be opened. */
  private static final class Failing extends CookieHandler {
    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers)
        throws IOException {
      throw new IOException("no cookies today");
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) {
      throw new AssertionError("nothing was answered");
    }
  }
}
