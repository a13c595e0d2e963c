package io.github.wirespeed.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wirespeed.HandshakeException;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.examples.browser.Chromium;
import io.github.wirespeed.examples.browser.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example as people use it: in a browser. */
@Timeout(120)
class ChatPageTest {
  /** Of all messages that a page shows: who, a bar, and what. */
  private static final String SHOWN =
      "[...document.querySelectorAll('#messages li')]"
          + ".map(li => (li.querySelector('b')?.textContent ?? '') + '|' + li.lastChild.data)";

  private static Chromium browser;

  private ChatServer chat;

  @BeforeAll
  static void startTheBrowser(@TempDir Path directory) throws Exception {
    browser = Chromium.start(directory);
  }

  @AfterAll
  static void endTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    chat = serve(0);
  }

  @AfterEach
  void end() throws IOException {
    browser.closePages();
    chat.close();
  }

  private static ChatServer serve(int port) throws IOException {
    return ChatServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** A page whose user has a name, in a room. */
  private Page enter(String room, String name) throws Exception {
    Page page = browser.open(chat.url() + "#" + room);
    page.evaluate("element('name').select()");
    page.type(name);
    page.evaluate("element('text').focus()");
    page.await(SHOWN + ".includes('|" + name + " came')");
    return page;
  }

  /** What was said, without the news: of those nobody knows when they come. */
  private static List<String> said(Page page) throws IOException {
    List<String> messages = new ArrayList<>();
    page.evaluate(SHOWN + ".filter(message => message[0] !== '|')")
        .forEach(message -> messages.add(message.asText()));
    return messages;
  }

  private static void awaitMessage(Page page, String message) throws Exception {
    page.await(SHOWN + ".includes('" + message + "')");
  }

  private static void awaitState(Page page, String state) throws Exception {
    page.await("element('state').dataset.state === '" + state + "'");
  }

  @Test
  void whatOneSaysIsShownToAllOfTheRoomInOrder() throws Exception {
    Page ada = enter("caf%C3%A9", "ada");
    Page bob = enter("caf%C3%A9", "bob b\u00f6b");
    Page elsewhere = enter("other", "eve");
    List<String> expected = new ArrayList<>();
    for (int i : IntStream.range(0, 20).toArray()) {
      ada.type("message " + i);
      expected.add("ada|message " + i);
    }
    awaitMessage(bob, "ada|message 19");
    bob.type("\u20ac \ud83d\ude00");
    expected.add("bob b\u00f6b|\u20ac \ud83d\ude00");
    for (Page page : List.of(ada, bob)) {
      awaitMessage(page, expected.get(20));
      assertThat(said(page)).isEqualTo(expected);
      assertThat(page.text("document.title")).isEqualTo("#caf\u00e9");
    }
    elsewhere.type("alone");
    awaitMessage(elsewhere, "eve|alone");
    assertThat(said(elsewhere)).containsExactly("eve|alone");
  }

  @Test
  void htmlIsShownAsText() throws Exception {
    String html = "<img src=x onerror=\"document.title='broken'\"><b>bold</b>&amp;";
    Page ada = enter("html", "ada");
    Page bob = enter("html", "bob");
    bob.type(html);
    bob.type("done");
    awaitMessage(ada, "bob|done");
    assertThat(said(ada)).containsExactly("bob|" + html, "bob|done");
    assertThat(ada.evaluate("document.querySelectorAll('#messages img').length").asInt()).isZero();
    assertThat(ada.text("document.title")).isEqualTo("#html");
  }

  @Test
  void whoGoesToAnotherRoomLeavesThisOne() throws Exception {
    Page ada = enter("first", "ada");
    Page bob = enter("first", "bob");
    bob.evaluate("location.hash = 'second'");
    awaitMessage(ada, "|bob left");
    awaitMessage(bob, "|bob came");
    assertThat(bob.text("element('room').textContent")).isEqualTo("#second");
    ada.type("still here?");
    awaitMessage(ada, "ada|still here?");
    bob.type("gone");
    awaitMessage(bob, "bob|gone");
    assertThat(said(bob)).containsExactly("bob|gone");
  }

  @Test
  void whoLeavesThePageLeavesTheRoomAndComesBackWithIt() throws Exception {
    Page ada = enter("room", "ada");
    Page bob = enter("room", "bob");
    bob.evaluate("void setTimeout(() => { location.href = 'about:blank'; })");
    awaitMessage(ada, "|bob left");
    bob.await("location.href === 'about:blank'");
    bob.evaluate("void setTimeout(() => history.back())");
    ada.await(SHOWN + ".filter(news => news === '|bob came').length === 2");
    ada.type("again");
    awaitMessage(bob, "ada|again");
  }

  @Test
  void pagesOfOtherOriginsAreRefused() throws Exception {
    String uri = chat.url().replace("http", "ws") + "quotes";
    String attempt =
        "new Promise(done => { const socket = new WebSocket('"
            + uri
            + "'); socket.onopen = () => done('open'); socket.onclose = e => done(e.code); })";
    assertThat(enter("own", "ada").text(attempt)).isEqualTo("open");
    assertThat(browser.open("data:text/html,elsewhere").text(attempt)).isEqualTo("1006");
    try (ChatServer other = serve(0)) {
      assertThat(browser.open(other.url()).text(attempt)).isEqualTo("1006");
      WebSocketOptions options =
          WebSocketOptions.defaults().header("Origin", other.url().replaceFirst("/$", ""));
      HandshakeException refused =
          catchThrowableOfType(
              HandshakeException.class, () -> WebSocket.connect(uri, options).close());
      assertThat(refused.status()).isEqualTo(403);
    }
  }

  @Test
  void messagesAreCompressed() throws Exception {
    Page ada = enter("room", "ada");
    assertThat(ada.text("chat.socket().extensions")).startsWith("permessage-deflate");
    assertThat(ada.text("quotes.socket().extensions")).startsWith("permessage-deflate");
  }

  @Test
  void codeAndReasonOfTheServersCloseAreShownAndThePageComesBack() throws Exception {
    Page ada = enter("room", "ada");
    Page bob = enter("room", "bob");
    ada.evaluate(
        "chat.socket().addEventListener('close', event => window.end ="
            + " [event.code, event.reason, event.wasClean, element('state').textContent])");
    ada.evaluate("chat.socket().send(new Uint8Array(3))");
    ada.await("window.end");
    JsonNode end = ada.evaluate("window.end");
    assertThat(end.get(0).asInt()).isEqualTo(1003);
    assertThat(end.get(1).asText()).isEqualTo("a chat takes text");
    assertThat(end.get(2).asBoolean()).as("clean").isTrue();
    assertThat(end.get(3).asText()).isEqualTo("a chat takes text (1003), trying again");
    awaitState(ada, "open");
    ada.type("back");
    awaitMessage(bob, "ada|back");
    awaitMessage(bob, "|ada left");
    assertThat(said(bob)).containsExactly("ada|back");
  }

  @Test
  void aMessageThatIsTooLongEndsTheConnectionWith1009() throws Exception {
    Page ada = enter("room", "ada");
    ada.evaluate("chat.socket().addEventListener('close', event => window.end = event.code)");
    ada.evaluate("chat.socket().send('x'.repeat(4097))");
    ada.await("window.end === 1009");
  }

  @Test
  void aRestartOfTheServerIsSurvived() throws Exception {
    Page ada = enter("room", "ada");
    Page bob = enter("room", "bob");
    ada.type("before");
    awaitMessage(bob, "ada|before");
    int port = URI.create(chat.url()).getPort();
    chat.close();
    for (Page page : List.of(ada, bob)) {
      awaitState(page, "waiting");
      page.await("element('send').disabled");
    }
    ada.type("not lost"); // nobody is there: it stays where it was typed
    chat = serve(port);
    for (Page page : List.of(ada, bob)) {
      awaitState(page, "open");
    }
    assertThat(ada.text("element('text').value")).isEqualTo("not lost");
    ada.type("!");
    awaitMessage(bob, "ada|not lost!");
    assertThat(said(bob)).containsExactly("ada|before", "ada|not lost!");
    ada.await("quotes.socket().readyState === WebSocket.OPEN");
  }

  @Test
  void namesThatCannotBeOneAreRefused() {
    String rooms = chat.url().replace("http", "ws") + "rooms/";
    for (String path : List.of("x".repeat(41) + "/ada", "room/" + "x".repeat(41), "room/a%0Ab")) {
      HandshakeException refused =
          catchThrowableOfType(
              HandshakeException.class, () -> WebSocket.connect(rooms + path).close());
      assertThat(refused.status()).as(path).isEqualTo(400);
    }
  }

  @Test
  void quotesAreUpdated() throws Exception {
    Page ada = enter("room", "ada");
    ada.await("document.querySelectorAll('#quotes div').length === 4");
    Set<String> seen = new LinkedHashSet<>();
    for (int change = 0; change < 3; change++) {
      String shown = ada.text("element('quotes').innerText");
      seen.add(shown);
      ada.evaluate("window.before = element('quotes').innerText");
      ada.await("element('quotes').innerText !== window.before");
    }
    assertThat(seen).hasSize(3).allMatch(quotes -> quotes.matches("(?s).*EURUSD\\s+1\\.\\d{4}.*"));
  }

  @Test
  void quotesTakeNoMessages() throws Exception {
    Page ada = enter("room", "ada");
    ada.evaluate(
        "quotes.socket().addEventListener('close', event => window.end ="
            + " [event.code, event.reason])");
    ada.evaluate("quotes.socket().send('EURUSD 2')");
    ada.await("window.end");
    assertThat(ada.evaluate("end").toString()).isEqualTo("[1008,\"quotes take no messages\"]");
  }
}
